using BigGraphActors.Storage;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5ErrorTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Files_of_another_kind_are_refused_with_their_name()
    {
        string empty = Write("empty.h5", []);
        Assert.Contains("an empty file", Refusal(empty).Message, StringComparison.Ordinal);
        string text = Write("text.h5", [.. Enumerable.Repeat((byte)'x', 5000)]);
        CorruptFileException refusal = Refusal(text);
        Assert.Equal(text, refusal.File);
        Assert.Equal(0, refusal.Offset);
        Assert.Contains("no HDF5 file", refusal.Found, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Hdf5File.Open(_folder.PathOf("missing.h5")));
    }

    [Fact]
    public void Truncated_files_are_refused_when_they_are_opened()
    {
        byte[] whole = File.ReadAllBytes(WriteSample("whole.h5"));
        string cut = Write("cut.h5", whole[..^1]);
        CorruptFileException refusal = Refusal(cut);
        Assert.Contains("truncated", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(whole.Length - 1, refusal.Offset);
    }

    [Fact]
    public void Files_that_were_not_completed_are_refused()
    {
        string path = _folder.PathOf("incomplete.h5");
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            writer.Root.CreateDataset("x", Hdf5ElementType.Int64, 100_000).Append<long>(new long[100_000]);
        }

        Assert.Contains("cut short", Refusal(path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_in_a_header_names_its_place()
    {
        byte[] bytes = File.ReadAllBytes(WriteSample("flipped.h5"));
        int header = bytes.AsSpan().IndexOf("OHDR"u8);
        bytes[header] ^= 1;
        string path = Write("flipped.h5", bytes);
        using Hdf5File file = Hdf5File.Open(path);
        var refusal = Assert.Throws<CorruptFileException>(() => file.Root.Members);
        Assert.Equal(path, refusal.File);
        Assert.InRange(refusal.Offset, header, header + 16);
        Assert.Equal("members of group '/'", refusal.Expected);
    }

    [Fact]
    public void Equal_calls_give_equal_bytes()
    {
        byte[] first = File.ReadAllBytes(WriteSample("first.h5"));
        Assert.Equal(first, File.ReadAllBytes(WriteSample("second.h5")));
        Write("longer.h5", new byte[3 * first.Length]);
        Assert.Equal(first, File.ReadAllBytes(WriteSample("longer.h5")));
    }

    [Fact]
    public void Reading_outside_an_array_or_as_another_kind_is_refused()
    {
        using Hdf5File file = Hdf5File.Open(WriteSample("sample.h5"));
        Hdf5Dataset numbers = file.Root.GetDataset("numbers");
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.ReadInt64(2, new long[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.ReadInt64(-1, new long[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.ReadInt64(long.MaxValue, new long[1]));
        Assert.Throws<ArgumentException>(() => numbers.ReadBytes(0, new byte[7]));
        numbers.ReadInt64(3, []);
        CorruptFileException kind = Assert.Throws<CorruptFileException>(
            () => file.Root.GetDataset("optimizer/state_dict").ReadSingle(0, new float[1]));
        Assert.Contains("numbers in dataset 'optimizer/state_dict'", kind.Expected, StringComparison.Ordinal);
        CorruptFileException missing = Assert.Throws<CorruptFileException>(() => file.Root.GetDataset("embeddings"));
        Assert.Contains("a dataset 'embeddings'", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Writing_what_does_not_fit_is_refused_by_name()
    {
        using Hdf5Writer writer = Hdf5Writer.Create(_folder.PathOf("wrong.h5"));
        Hdf5DatasetWriter dataset = writer.Root.CreateDataset("a/b", Hdf5ElementType.Float32, 2);
        Assert.Throws<ArgumentException>(() => dataset.Append<double>([1]));
        Assert.Throws<ArgumentException>(() => dataset.Append<float>([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => dataset.Write<float>(1, [1, 2]));
        Assert.Throws<InvalidOperationException>(() => writer.Root.CreateDataset("a/b", Hdf5ElementType.Int64, 1));
        Assert.Throws<InvalidOperationException>(() => writer.Root.CreateGroup("a/b/c"));
        Assert.Throws<ArgumentException>(() => writer.Root.CreateDataset("a/", Hdf5ElementType.Int64, 1));
        Assert.Throws<ArgumentException>(() => writer.Root.SetAttribute("x", "zero\0character"));
        Assert.Throws<ArgumentException>(
            () => writer.Root.CreateDataset("x", Hdf5ElementType.Int64 with { IsBigEndian = true }, 1));
        dataset.Append<float>([1]);
        Exception incomplete = Assert.Throws<InvalidOperationException>(() => writer.Complete());
        Assert.Contains("'a/b' needs 2 elements and got 1", incomplete.Message, StringComparison.Ordinal);
    }

    [FullDiskFact]
    public void A_full_disk_is_an_error_that_names_the_file()
    {
        using Hdf5Writer writer = Hdf5Writer.Create(FullDiskFactAttribute.Device);
        Hdf5DatasetWriter dataset = writer.Root.CreateDataset("x", Hdf5ElementType.Int64, 1 << 20);
        IOException failure = Assert.Throws<IOException>(() => dataset.Append<long>(new long[1 << 20]));
        Assert.StartsWith("/dev/full: ", failure.Message, StringComparison.Ordinal);
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void What_would_be_read_wrongly_is_refused_by_name(string libver)
    {
        string path = _folder.PathOf("refused.h5");
        ExternalProgram.RunPython(H5pyScripts.Refused, path, libver);
        File.WriteAllBytes(path + ".raw", new byte[80]);
        using Hdf5File file = Hdf5File.Open(path);
        List<(string Name, string Feature)> refused =
        [
            ("lzf", "filter lzf"), ("virtual", "virtual storage"), ("elsewhere", "values in other files"),
            ("too_many", "an array of [100001] chunks"), ("scaled", "filter scale-offset"),
            ("scaled_big", "filter scale-offset"),
        ];
        if (libver == "latest")
        {
            refused.Add(("bounded", "may grow along axis 1 to 70"));
            refused.Add(("bounded_gzip", "may grow along axis 1 to 70"));
            refused.Add(("columns", "may grow along axis 1 without a bound"));
        }

        foreach ((string name, string feature) in refused)
        {
            var refusal = Assert.Throws<Hdf5UnsupportedException>(
                () => file.Root.GetDataset(name).ReadInt64(0, new long[10]));
            Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"'{name}'", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(feature, refusal.Message, StringComparison.Ordinal);
        }

        var strange = Assert.Throws<CorruptFileException>(
            () => file.Root.GetDataset("strange_float").ReadSingle(0, new float[1]));
        Assert.Contains("numbers in dataset 'strange_float'", strange.Message, StringComparison.Ordinal);
    }

    [H5pyFact]
    public void Shapes_that_the_file_cannot_hold_are_refused_before_memory_is_taken()
    {
        string edges = _folder.PathOf("edges_0_0.h5");
        string model = _folder.PathOf("model.v1.h5");
        ExternalProgram.RunPython(H5pyScripts.Claims, edges, model);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var tooManyEdges = Assert.Throws<CorruptFileException>(() => new EdgeFile(edges).Dispose());
        Assert.Contains("shape [10000000000] of dataset 'rel'", tooManyEdges.Message, StringComparison.Ordinal);
        var tooManyParameters = Assert.Throws<CorruptFileException>(() => ModelFile.Read(model));
        Assert.Contains("shape [2000000000]", tooManyParameters.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [UnixFact]
    public void Arrays_beyond_four_gibibytes_are_written_and_read_in_parts()
    {
        // Only a few pages are written; the rest of the file is a hole that takes no disk.
        const long Count = (5L << 30) / sizeof(float);
        string path = _folder.PathOf("big.h5");
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            Hdf5DatasetWriter dataset = writer.Root.CreateDataset("embeddings", Hdf5ElementType.Float32, Count / 8, 8);
            dataset.Write<float>(Count - 3, [1, 2, 3]);
            dataset.Write<float>(Count / 2, [4]);
            writer.Complete();
        }

        using Hdf5File file = Hdf5File.Open(path);
        Hdf5Dataset read = file.Root.GetDataset("embeddings");
        float[] values = new float[5];
        read.ReadSingle(Count - 5, values);
        Assert.Equal([0, 0, 1, 2, 3], values);
        read.ReadSingle((Count / 2) - 1, values);
        Assert.Equal([0, 4, 0, 0, 0], values);
    }

    public void Dispose() => _folder.Dispose();

    private static CorruptFileException Refusal(string path) =>
        Assert.ThrowsAny<CorruptFileException>(() => Hdf5File.Open(path));

    private string Write(string name, byte[] bytes)
    {
        string path = _folder.PathOf(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string WriteSample(string name)
    {
        string path = _folder.PathOf(name);
        using Hdf5Writer writer = Hdf5Writer.Create(path);
        writer.Root.SetAttribute("format_version", 1);
        writer.Root.SetAttribute("config/json", "{}");
        writer.Root.CreateDataset("numbers", Hdf5ElementType.Int64, 3).Append<long>([1, 2, 3]);
        writer.Root.CreateDataset("optimizer/state_dict", Hdf5ElementType.Opaque8, 2).Append<byte>([1, 2]);
        writer.Complete();
        return path;
    }
}
