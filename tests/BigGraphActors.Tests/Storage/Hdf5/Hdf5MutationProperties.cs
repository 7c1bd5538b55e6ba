using System.Globalization;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Hdf5;
using Xunit.Abstractions;

namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>Damaged files end in success or <see cref="CorruptFileException"/>, soon and without much memory.</summary>
/// <remarks>BIGGRAPH_TEST_SEED repeats a run; every failure names its seed, file and case.</remarks>
public sealed class Hdf5MutationProperties(ITestOutputHelper output) : IDisposable
{
    private const int CasesPerFile = 400;

    // A deflated chunk may claim a thousand times its size; nothing else may cost much more than the file itself.
    private const long MostBytesPerCase = 64 << 20;

    private static readonly TimeSpan LongestCase = TimeSpan.FromSeconds(5);

    private readonly ScratchFolder _folder = new();
    private readonly int _seed = int.Parse(
        Environment.GetEnvironmentVariable("BIGGRAPH_TEST_SEED") ?? "20261121", CultureInfo.InvariantCulture);

    [Fact]
    public void Our_files_with_flipped_bits_read_or_are_refused() => Mutate(OurFile(), Flip);

    [Fact]
    public void Our_files_with_wild_fields_read_or_are_refused() => Mutate(OurFile(), Overwrite);

    [Fact]
    public void Our_files_cut_anywhere_are_refused() => Mutate(OurFile(), Cut);

    [SharedDataTheory]
    [InlineData("pbg-samples/many_relations/model.v1.h5")]
    [InlineData("pbg-samples/none/model.v1.h5")]
    [InlineData("pbg-fixtures/static-2x2/train/edges_0_1.h5")]
    [InlineData("pbg-fixtures/featurized/train/edges_0_0.h5")]
    [InlineData("pbg-fixtures/dynamic-2x2/model/embeddings_all_0.v2.h5")]
    public void Files_of_pbg_with_damage_read_or_are_refused(string name)
    {
        string path = SharedData.PathOf(name.Split('/'));
        Mutate(path, Flip);
        Mutate(path, Overwrite);
        Mutate(path, Cut);
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Files_of_h5py_with_damage_read_or_are_refused(string libver)
    {
        string path = _folder.PathOf("small.h5");
        ExternalProgram.RunPython(H5pyScripts.Small, path, libver);
        Mutate(path, Flip);
        Mutate(path, Overwrite);
        Mutate(path, Cut);
    }

    public void Dispose() => _folder.Dispose();

    private delegate (byte[] Bytes, int Length) Damage(byte[] original, int[] places, Random random);

    private static (byte[] Bytes, int Length) Flip(byte[] original, int[] places, Random random)
    {
        byte[] bytes = [.. original];
        for (int flips = random.Next(1, 4); flips > 0; flips--)
        {
            bytes[places[random.Next(places.Length)]] ^= (byte)(1 << random.Next(8));
        }

        return (bytes, bytes.Length);
    }

    // Values that break counts and addresses: zero, ones, small, big, and places inside the file.
    private static (byte[] Bytes, int Length) Overwrite(byte[] original, int[] places, Random random)
    {
        byte[] bytes = [.. original];
        int size = 1 << random.Next(4);
        int at = Math.Min(places[random.Next(places.Length)], bytes.Length - size);
        ulong value = random.Next(6) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => (ulong)random.Next(16),
            3 => 1UL << random.Next(64),
            4 => (ulong)random.Next(bytes.Length),
            _ => (ulong)random.NextInt64(),
        };
        for (int i = 0; i < size; i++)
        {
            bytes[at + i] = (byte)(value >> (8 * i));
        }

        return (bytes, bytes.Length);
    }

    private static (byte[] Bytes, int Length) Cut(byte[] original, int[] places, Random random) =>
        ([.. original], random.Next(original.Length));

    // Runs of zeros are mostly unused space; damage there would test nothing.
    private static int[] MetadataPlaces(byte[] bytes) =>
    [
        .. Enumerable.Range(0, bytes.Length).Where(i =>
            bytes.AsSpan(Math.Max(0, i - 4)..Math.Min(bytes.Length, i + 5)).ContainsAnyExcept((byte)0)),
    ];

    private void Mutate(string path, Damage damage)
    {
        byte[] original = File.ReadAllBytes(path);
        int[] places = MetadataPlaces(original);
        int refused = 0;
        for (int i = 0; i < CasesPerFile; i++)
        {
            var random = new Random(unchecked((_seed * 1_000_003) + i));
            (byte[] bytes, int length) = damage(original, places, random);
            string name = $"seed {_seed}, {Path.GetFileName(path)}, {damage.Method.Name} {i}";
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            var watch = System.Diagnostics.Stopwatch.StartNew();
            refused += Refuses(bytes, length, name) ? 1 : 0;
            Assert.True(watch.Elapsed < LongestCase, $"{name} took {watch.Elapsed}");
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < MostBytesPerCase, $"{name} allocated {allocated} bytes");
        }

        output.WriteLine(
            $"{Path.GetFileName(path)}, {damage.Method.Name}: {refused} of {CasesPerFile} refused, seed {_seed}");
        Assert.True(refused > CasesPerFile / 50, $"only {refused} refused: the damage hits nothing");
    }

    private static bool Refuses(byte[] bytes, int length, string name)
    {
        try
        {
            using Hdf5File file = Hdf5File.Open(new MemoryByteSource(bytes, length));
            ReadEverything(file.Root);
            return false;
        }
        catch (CorruptFileException refusal) when (RepairsChecksum(bytes, refusal))
        {
            return Refuses(bytes, length, name);
        }
        catch (CorruptFileException refusal)
        {
            Assert.StartsWith("memory.h5: ", refusal.Message, StringComparison.Ordinal);
            return true;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{name} ended in {other.GetType().Name}", other);
        }
    }

    // Checksums would hide damage from the code behind them, so a wrong one is set right and the file read again.
    private static bool RepairsChecksum(byte[] bytes, CorruptFileException refusal)
    {
        const string Start = "checksum ";
        if (!refusal.Expected.StartsWith(Start, StringComparison.Ordinal))
        {
            return false;
        }

        uint computed = uint.Parse(
            refusal.Expected.AsSpan(Start.Length, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)refusal.Offset), computed);
        return true;
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
}
