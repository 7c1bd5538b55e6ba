using System.Globalization;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Hdf5;
using CsCheck;
using Xunit.Abstractions;

namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>Damaged files end in success or <see cref="CorruptFileException"/>, with about 2 GiB at most.</summary>
/// <remarks>
/// A failure shrinks, and prints the file, the smallest damage and a seed: CsCheck_Seed repeats it.
/// BIGGRAPH_TEST_MUTATIONS sets the cases of a file (500 make 2,000 for the four files).
/// </remarks>
public sealed class Hdf5MutationProperties(ITestOutputHelper output) : IDisposable
{
    // The library takes memory for any size that a damaged field claims: one array, which .NET ends just below 2 GiB.
    private const long MostBytesPerCase = (1L << 31) + (64 << 20);

    // A case that does not end fails the test instead of stopping it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ScratchFolder _folder = new();
    private readonly int _cases = Setting("BIGGRAPH_TEST_MUTATIONS", 120);

    [Fact]
    public void Our_files_with_damage_read_or_are_refused() => MutateAll(OurFile());

    [SharedDataTheory]
    [InlineData("pbg-samples/many_relations/model.v1.h5")]
    [InlineData("pbg-fixtures/featurized/train/edges_0_0.h5")]
    public void Files_of_pbg_with_damage_read_or_are_refused(string name) =>
        MutateAll(SharedData.PathOf(name.Split('/')));

    [H5pyTheory]
    [InlineData("latest")]
    public void Files_of_h5py_with_damage_read_or_are_refused(string libver)
    {
        string path = _folder.PathOf("small.h5");
        ExternalProgram.RunPython(H5pyScripts.Small, path, libver);
        MutateAll(path);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>One to three flipped bits, an overwritten number, or a cut.</summary>
    /// <remarks>
    /// Numbers that break counts and addresses: zero, ones, small, big, powers of two, and places inside the file.
    /// </remarks>
    private static Gen<Damage> DamageOf(int[] places, int length)
    {
        Gen<int> place = Gen.Int[0, places.Length - 1].Select(index => places[index]);
        Gen<ulong> number = Gen.OneOf<ulong>(
            Gen.OneOf(0UL, ulong.MaxValue),
            Gen.Int[0, 15].Select(small => (ulong)small),
            Gen.Int[0, 63].Select(bit => 1UL << bit),
            Gen.Int[0, length - 1].Select(inside => (ulong)inside),
            Gen.ULong);
        return Gen.OneOf<Damage>(
            Gen.Select(place, Gen.Int[0, 7]).Array[1, 3].Select(flips => new Damage(
                length, [.. flips.Select(flip => new Change(flip.Item1, 1, 1UL << flip.Item2, IsFlip: true))])),
            Gen.Select(place, Gen.Int[0, 3], number).Select((at, power, value) => new Damage(
                length, [new Change(Math.Min(at, length - (1 << power)), 1 << power, value, IsFlip: false)])),
            Gen.Int[0, length - 1].Select(cut => new Damage(cut, [])));
    }

    // Runs of zeros are mostly unused space; damage there would test nothing.
    private static int[] MetadataPlaces(byte[] bytes) =>
    [
        .. Enumerable.Range(0, bytes.Length).Where(i =>
            bytes.AsSpan(Math.Max(0, i - 4)..Math.Min(bytes.Length, i + 5)).ContainsAnyExcept((byte)0)),
    ];

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private void MutateAll(string path)
    {
        byte[] original = File.ReadAllBytes(path);
        int refused = 0;
        long most = 0;
        DamageOf(MetadataPlaces(original), original.Length).Sample(
            damage =>
            {
                Task<(bool IsRefused, long Allocated)> reading = Task.Run(() => TryRead(damage.To(original)));
                Assert.True(Task.WaitAny([reading], Patience) == 0, "the reading does not end");
                (bool isRefused, long allocated) = reading.GetAwaiter().GetResult();
                refused += isRefused ? 1 : 0;
                Assert.True(allocated < MostBytesPerCase, $"it allocated {allocated} bytes");
                most = Math.Max(most, allocated);
                if (allocated > 64 << 20)
                {
                    // A program meets one damaged file, not hundreds: garbage must not add up in the peak.
                    GC.Collect();
                }
            },
            iter: _cases,
            threads: 1,
            print: damage => $"{Path.GetFileName(path)} {damage}");

        using var process = System.Diagnostics.Process.GetCurrentProcess();
        output.WriteLine(
            $"{Path.GetFileName(path)}: {refused} of {_cases} refused; one case allocated at most "
            + $"{most >> 20} MiB; the process peaked at {process.PeakWorkingSet64 >> 20} MiB");
        Assert.True(refused > _cases / 3, $"only {refused} refused: the damage hits nothing");
    }

    private (bool IsRefused, long Allocated) TryRead(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isRefused = Refuses(bytes);
        return (isRefused, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private bool Refuses(ReadOnlySpan<byte> bytes)
    {
        string path = _folder.PathOf("damaged.h5");
        File.WriteAllBytes(path, bytes);
        try
        {
            using Hdf5File file = Hdf5File.Open(path);
            ReadEverything(file.Root);
            return false;
        }
        catch (CorruptFileException refusal)
        {
            Assert.StartsWith($"{path}: ", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
            return true;
        }
    }

    // Reads what is there in steps of at most a thousand elements, and of huge arrays only the start and the end.
    private static void ReadEverything(Hdf5Group root)
    {
        foreach (Hdf5Attribute attribute in root.Attributes.Values)
        {
            ReadAttribute(attribute);
        }

        double[] values = new double[1000];
        foreach (Hdf5Dataset dataset in root.EnumerateDatasets())
        {
            foreach (Hdf5Attribute attribute in dataset.Attributes.Values)
            {
                ReadAttribute(attribute);
            }

            int count = (int)Math.Min(values.Length, dataset.ElementCount);
            foreach (long start in new[] { 0, dataset.ElementCount / 2, dataset.ElementCount - count })
            {
                int here = (int)Math.Min(count, dataset.ElementCount - start);
                if (dataset.ElementType.Class is Hdf5ElementClass.Opaque or Hdf5ElementClass.Other)
                {
                    int room = (int)Math.Min(here, 65536 / dataset.ElementType.SizeBytes);
                    dataset.ReadBytes(start, new byte[room * dataset.ElementType.SizeBytes]);
                }
                else
                {
                    dataset.ReadDouble(start, values.AsSpan(0, here));
                }
            }
        }
    }

    private static void ReadAttribute(Hdf5Attribute attribute)
    {
        if (attribute.ElementType.Class == Hdf5ElementClass.VariableString)
        {
            attribute.ReadString();
        }
        else
        {
            attribute.ReadInt64();
        }
    }

    private string OurFile()
    {
        string path = _folder.PathOf("ours.h5");
        using Hdf5Writer writer = Hdf5Writer.Create(path);
        writer.Root.SetAttribute("format_version", 1);
        writer.Root.SetAttribute("config/json", "{\n    \"entities\": {}\n}");
        writer.Root.CreateDataset("embeddings", Hdf5ElementType.Float32, 20, 4).Append<float>(new float[80]);
        writer.Root.CreateDataset("lhs", Hdf5ElementType.Int64, 30).Append<long>(new long[30]);
        writer.Root.CreateDataset("optimizer/state_dict", Hdf5ElementType.Opaque8, 100).Append<byte>(new byte[100]);
        for (int i = 0; i < 12; i++)
        {
            Hdf5DatasetWriter parameter = writer.Root.CreateDataset(
                $"model/relations/{i}/operator/rhs/real", Hdf5ElementType.Float32, 4);
            parameter.SetAttribute("state_dict_key", $"rhs_operators.{i}.real");
            parameter.Append<float>([1, 2, 3, 4]);
        }

        writer.Complete();
        return path;
    }

    /// <summary>What is done to a file.</summary>
    private sealed record Damage(int Length, Change[] Changes)
    {
        public byte[] To(byte[] original)
        {
            byte[] bytes = [.. original];
            foreach (Change change in Changes)
            {
                for (int i = 0; i < change.Size; i++)
                {
                    byte part = (byte)(change.Value >> (8 * i));
                    bytes[change.Place + i] = change.IsFlip ? (byte)(bytes[change.Place + i] ^ part) : part;
                }
            }

            return bytes[..Length];
        }

        public override string ToString() => $"of {Length} bytes with {string.Join(", ", Changes.AsEnumerable())}";
    }

    /// <summary>Bytes that are replaced, or whose bits are flipped.</summary>
    private sealed record Change(int Place, int Size, ulong Value, bool IsFlip);
}
