using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5RoundTripTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [Fact]
    public void Arrays_of_every_written_type_come_back()
    {
        string path = _folder.PathOf("types.h5");
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            Hdf5GroupWriter root = writer.Root;
            root.CreateDataset("f4", Hdf5ElementType.Float32, 2, 3).Append<float>([1, -2.5f, 3, float.NaN, 0, 1e30f]);
            root.CreateDataset("f8", Hdf5ElementType.Float64, 2).Append<double>([Math.PI, -1e300]);
            root.CreateDataset("i4", Hdf5ElementType.Int32, 3).Append<int>([int.MinValue, -1, int.MaxValue]);
            root.CreateDataset("i8", Hdf5ElementType.Int64, 3).Append<long>([long.MinValue, -1, long.MaxValue]);
            root.CreateDataset("u1", Hdf5ElementType.UInt8, 2).Append<byte>([0, 255]);
            root.CreateDataset("a/b/blob", Hdf5ElementType.Opaque8, 5).Append<byte>([1, 2, 3, 4, 5]);
            root.CreateDataset("empty", Hdf5ElementType.Int64, 0);
            root.CreateDataset("single", Hdf5ElementType.Int64).Append<long>([42]);
            writer.Complete();
        }

        using Hdf5File file = Hdf5File.Open(path);
        Assert.Equal(["a", "empty", "f4", "f8", "i4", "i8", "single", "u1"], file.Root.Members);
        float[] floats = new float[6];
        Hdf5Dataset f4 = file.Root.GetDataset("f4");
        f4.ReadSingle(0, floats);
        Assert.Equal([1, -2.5f, 3, float.NaN, 0, 1e30f], floats);
        Assert.Equal([2, 3], f4.Shape);
        Assert.Equal(Hdf5ElementType.Float32.SizeBytes, f4.ElementType.SizeBytes);
        double[] doubles = new double[2];
        file.Root.GetDataset("f8").ReadDouble(0, doubles);
        Assert.Equal([Math.PI, -1e300], doubles);
        int[] ints = new int[3];
        file.Root.GetDataset("i4").ReadInt32(0, ints);
        Assert.Equal([int.MinValue, -1, int.MaxValue], ints);
        long[] longs = new long[3];
        file.Root.GetDataset("i8").ReadInt64(0, longs);
        Assert.Equal([long.MinValue, -1, long.MaxValue], longs);
        byte[] blob = new byte[3];
        file.Root.GetDataset("a/b/blob").ReadBytes(1, blob);
        Assert.Equal([2, 3, 4], blob);
        Assert.Equal(0, file.Root.GetDataset("empty").ElementCount);
        file.Root.GetDataset("single").ReadInt64(0, longs.AsSpan(0, 1));
        Assert.Equal(42, longs[0]);
    }

    [Fact]
    public void Attributes_keep_slashes_long_texts_and_empty_texts()
    {
        string path = _folder.PathOf("attributes.h5");
        string text = string.Concat(Enumerable.Repeat("Zürich 東京 😀\n", 20_000));
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            writer.Root.SetAttribute("format_version", 1);
            writer.Root.SetAttribute("config/json", text);
            writer.Root.SetAttribute("iteration/edge_path", "data/train");
            writer.Root.SetAttribute("empty", string.Empty);
            writer.Root.SetAttribute("größe", -7);
            writer.Root.CreateDataset("model/x", Hdf5ElementType.Float32, 1).SetAttribute("state_dict_key", "rhs.0");
            writer.Root.CreateGroup("model").SetAttribute("note", "on a group");
            writer.Root.CreateDataset("y", Hdf5ElementType.Float32, 0).SetAttribute("n", 1);
            writer.Root.CreateDataset("z", Hdf5ElementType.Float32, 1).Append<float>([1]);
            writer.Root.CreateGroup("model");
            Assert.Throws<InvalidOperationException>(() => writer.Complete());
        }

        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            writer.Root.SetAttribute("format_version", 3);
            writer.Root.SetAttribute("format_version", 1);
            writer.Root.SetAttribute("config/json", text);
            writer.Root.SetAttribute("empty", string.Empty);
            writer.Root.SetAttribute("größe", -7);
            Hdf5DatasetWriter x = writer.Root.CreateDataset("model/x", Hdf5ElementType.Float32, 1);
            x.SetAttribute("state_dict_key", "rhs.0");
            x.Append<float>([1]);
            writer.Root.CreateGroup("model").SetAttribute("note", "on a group");
            writer.Complete(flushToDisk: true);
        }

        using Hdf5File file = Hdf5File.Open(path);
        Assert.Equal(1, file.Root.Attributes["format_version"].ReadInt64());
        Assert.Equal(text, file.Root.Attributes["config/json"].ReadString());
        Assert.Equal(string.Empty, file.Root.Attributes["empty"].ReadString());
        Assert.Equal(-7, file.Root.Attributes["größe"].ReadInt64());
        Assert.Equal("rhs.0", file.Root.GetDataset("model/x").Attributes["state_dict_key"].ReadString());
        Assert.Equal("on a group", file.Root.TryGetGroup("model")!.Attributes["note"].ReadString());
        Assert.Null(file.Root.TryGetAttribute("config"));
        Assert.Null(file.Root.TryGetGroup("model/x"));
        Assert.Null(file.Root.TryGetDataset("model/x/y"));
        Assert.Null(file.Root.TryGetDataset("nothing/there"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(20_000)]
    public void Groups_of_any_size_list_and_find_their_members(int count)
    {
        string path = _folder.PathOf("many.h5");
        using (Hdf5Writer writer = Hdf5Writer.Create(path))
        {
            Hdf5GroupWriter relations = writer.Root.CreateGroup("model/relations");
            for (int i = 0; i < count; i++)
            {
                relations.CreateDataset($"{i}", Hdf5ElementType.Int32, 1).Append<int>([i]);
            }

            writer.Complete();
        }

        using Hdf5File file = Hdf5File.Open(path);
        Hdf5Group group = file.Root.TryGetGroup("model/relations")!;
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}").Order(StringComparer.Ordinal), group.Members);
        int[] value = new int[1];
        for (int i = 0; i < count; i++)
        {
            group.GetDataset($"{i}").ReadInt32(0, value);
            Assert.Equal(i, value[0]);
        }
    }

    [Fact]
    public void Pieces_and_places_make_the_same_array()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => i * 0.5f)];
        string appended = WriteBy("appended.h5", dataset =>
        {
            int step = 1;
            for (int at = 0; at < values.Length; at += step, step = (step * 3 % 40_000) + 1)
            {
                dataset.Append<float>(values.AsSpan(at, Math.Min(step, values.Length - at)));
                if (at + step >= values.Length)
                {
                    break;
                }
            }
        });
        string placed = WriteBy("placed.h5", dataset =>
        {
            dataset.Write<float>(60_000, values.AsSpan(60_000));
            dataset.Write<float>(0, values.AsSpan(0, 60_000));
        });

        Assert.Equal(File.ReadAllBytes(appended), File.ReadAllBytes(placed));
        using Hdf5File file = Hdf5File.Open(appended);
        float[] read = new float[50_001];
        file.Root.GetDataset("values").ReadSingle(49_999, read);
        Assert.Equal(values[49_999..], read);

        string WriteBy(string name, Action<Hdf5DatasetWriter> fill)
        {
            string path = _folder.PathOf(name);
            using Hdf5Writer writer = Hdf5Writer.Create(path);
            fill(writer.Root.CreateDataset("values", Hdf5ElementType.Float32, values.Length));
            writer.Complete();
            return path;
        }
    }

    public void Dispose() => _folder.Dispose();
}
