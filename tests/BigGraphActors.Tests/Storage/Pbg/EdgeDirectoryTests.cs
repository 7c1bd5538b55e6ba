using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

public sealed class EdgeDirectoryTests
{
    private static readonly Bucket Corner = new(1, 2);

    [Fact]
    public void Edges_come_back_in_the_order_of_their_pieces()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        int[] lhs = Enumerable.Range(0, 20_001).ToArray();
        int[] relation = lhs.Select(i => i % 7).ToArray();
        int[] rhs = lhs.Select(i => int.MaxValue - 1 - i).ToArray();
        float[] weight = lhs.Select(i => i / 4f).ToArray();
        using (EdgeBucketWriter writer = directory.CreateWriter(Corner, weighted: true))
        {
            int start = 0;
            foreach (int count in new[] { 1, 0, 3000, 3000, 9000, 4096, 1, 903 })
            {
                Range part = start..(start + count);
                writer.Append(lhs[part], relation[part], rhs[part], weight[part]);
                start += count;
            }

            Assert.Equal(lhs.Length, writer.Count);
            writer.Complete();
        }

        using EdgeSlice slice = directory.Read(Corner);
        Assert.Equal(lhs, slice.Lhs.AsSpan().ToArray());
        Assert.Equal(relation, slice.Relation.AsSpan().ToArray());
        Assert.Equal(rhs, slice.Rhs.AsSpan().ToArray());
        Assert.Equal(weight, slice.Weight!.AsSpan().ToArray());
        Assert.Null(slice.LhsFeatures);
        Assert.Equal(lhs.Length, directory.CountEdges(Corner));
        Assert.Equal(["edges_1_2.h5"], Directory.GetFiles(folder.Root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(5, 4, new[] { 2, 2, 1, 0 })]
    [InlineData(0, 3, new[] { 0, 0, 0 })]
    [InlineData(10, 3, new[] { 4, 4, 2 })]
    [InlineData(2, 5, new[] { 1, 1, 0, 0, 0 })]
    public void Slices_cover_a_bucket_once_and_the_last_may_be_empty(int edgeCount, int sliceCount, int[] expected)
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        int[] rows = Enumerable.Range(0, edgeCount).ToArray();
        Write(directory, rows, rows, rows);
        List<int> read = [];
        for (int i = 0; i < sliceCount; i++)
        {
            using EdgeSlice slice = directory.Read(Corner, i, sliceCount);
            Assert.Equal(expected[i], slice.Count);
            read.AddRange(slice.Rhs.AsSpan());
        }

        Assert.Equal(rows, read);
    }

    [Fact]
    public void A_bucket_without_a_file_is_empty_but_a_missing_folder_is_not()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        using EdgeSlice slice = directory.Read(Corner);

        Assert.Equal(0, slice.Count);
        Assert.Equal(0, directory.CountEdges(Corner));
        EdgeDirectory missing = new(folder.PathOf("nowhere"));
        Assert.Throws<DirectoryNotFoundException>(() => missing.Read(Corner));
        Assert.Throws<DirectoryNotFoundException>(() => missing.CountEdges(Corner));
    }

    [Fact]
    public void Feature_lists_survive_slicing_and_pieces_without_features()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        using (EdgeBucketWriter writer = directory.CreateWriter(Corner))
        {
            writer.Append([5], [0], [6]);
            using EdgeSlice featurised = new(3, weighted: false)
            {
                LhsFeatures = new FeatureLists(Native(0, 2, 2, 3), Native(7, 8, 9)),
            };
            featurised.Lhs.AsSpan().Fill(-1);
            writer.Append(featurised);
            writer.Append(featurised);
            writer.Complete();
        }

        using EdgeSlice slice = directory.Read(Corner, 1, 2);

        Assert.Equal(3, slice.Count);
        Assert.Equal([0, 2, 2, 3], slice.LhsFeatures!.Offsets.AsSpan().ToArray());
        Assert.Equal([7, 8, 9], slice.LhsFeatures.Rows.AsSpan().ToArray());
        Assert.Equal([-1, -1, -1], slice.Lhs.AsSpan().ToArray());
        using EdgeSlice whole = directory.Read(Corner);
        Assert.Equal([0, 0, 2, 2, 3, 5, 5, 6], whole.LhsFeatures!.Offsets.AsSpan().ToArray());
        Assert.Null(whole.RhsFeatures);
    }

    [Fact]
    public void An_abandoned_bucket_leaves_the_old_one_and_no_rest()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        Write(directory, [1], [2], [3]);
        int[] many = new int[10_000];
        using (EdgeBucketWriter writer = directory.CreateWriter(Corner))
        {
            writer.Append(many, many, many);
        }

        Assert.Equal(1, directory.CountEdges(Corner));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [FullDiskFact]
    public void A_full_disk_leaves_the_old_bucket()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        Write(directory, [1], [2], [3]);
        File.CreateSymbolicLink(folder.PathOf("edges_1_2.tmp.h5"), FullDiskFactAttribute.Device);

        IOException refusal = Assert.Throws<IOException>(() => Write(directory, [1, 2], [2, 3], [3, 4]));

        Assert.StartsWith(
            $"{directory.PathOf(Corner)}: the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, directory.CountEdges(Corner));
        Assert.Single(Directory.GetFiles(folder.Root));
    }

    [Fact]
    public void An_empty_bucket_may_be_written()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        Write(directory, [], [], []);

        Assert.True(File.Exists(directory.PathOf(Corner)));
        Assert.Equal(0, directory.CountEdges(Corner));
        using EdgeSlice slice = directory.Read(Corner);
        Assert.Equal(0, slice.Count);
    }

    [Fact]
    public void Uneven_columns_and_missing_weights_are_refused()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        using EdgeBucketWriter plain = directory.CreateWriter(Corner);
        Assert.Throws<ArgumentException>(() => plain.Append([1, 2], [0], [1, 2]));
        Assert.Throws<ArgumentException>(() => plain.Append([1], [0], [1], [1f]));
        using EdgeBucketWriter weighted = directory.CreateWriter(new Bucket(0, 0), weighted: true);
        Assert.Throws<ArgumentException>(() => weighted.Append([1], [0], [1]));
    }

    [Fact]
    public void Rows_and_relations_beyond_their_limits_are_refused_with_their_place()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        Write(directory, [1, 2], [0, 3], [5, 6]);

        AssertRefused(new EdgeLimits { LhsRows = 2 }, "element 1 of lhs", "found 2");
        AssertRefused(new EdgeLimits { Relations = 3 }, "element 1 of rel", "found 3");
        AssertRefused(new EdgeLimits { RhsRows = 5 }, "element 0 of rhs", "found 5");
        directory.Read(Corner, limits: new EdgeLimits { LhsRows = 3, Relations = 4, RhsRows = 7 }).Dispose();

        void AssertRefused(EdgeLimits limits, string place, string found)
        {
            CorruptFileException refusal =
                Assert.Throws<CorruptFileException>(() => directory.Read(Corner, limits: limits));
            Assert.Contains(place, refusal.Message, StringComparison.Ordinal);
            Assert.Contains(found, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("edges_1_2.h5", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(1L << 31)]
    [InlineData(long.MinValue)]
    public void Numbers_that_are_no_row_are_refused(long row)
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        WriteRaw(directory, root =>
        {
            root.SetAttribute("format_version", 1);
            Column(root, "lhs", row);
            Column(root, "rel", 0);
            Column(root, "rhs", 0);
        });

        Assert.Throws<CorruptFileException>(() => directory.Read(Corner));
    }

    [Fact]
    public void Another_version_uneven_or_missing_columns_are_refused()
    {
        AssertRefused("format_version", root => Columns(root, 1, 1, 1));
        AssertRefused("format_version", root =>
        {
            root.SetAttribute("format_version", 2);
            Columns(root, 1, 1, 1);
        });
        AssertRefused("lhs", root =>
        {
            root.SetAttribute("format_version", 1);
            Columns(root, 2, 1, 1);
        });
        AssertRefused("rel", root =>
        {
            root.SetAttribute("format_version", 1);
            Column(root, "lhs", 0);
        });
        AssertRefused("lhsd_offsets", root =>
        {
            root.SetAttribute("format_version", 1);
            Columns(root, 1, 1, 1);
            Column(root, "lhsd_offsets", 0, 4);
            Column(root, "lhsd_data", 1, 2, 3);
        });

        static void AssertRefused(string word, Action<Hdf5GroupWriter> fill)
        {
            using TemporaryFolder folder = new();
            EdgeDirectory directory = new(folder.Root);
            WriteRaw(directory, fill);
            CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => directory.Read(Corner));
            Assert.Contains(word, refusal.Message, StringComparison.Ordinal);
        }

        static void Columns(Hdf5GroupWriter root, int lhs, int relation, int rhs)
        {
            Column(root, "lhs", new long[lhs]);
            Column(root, "rel", new long[relation]);
            Column(root, "rhs", new long[rhs]);
        }
    }

    [Fact]
    public void An_edge_file_that_was_cut_off_is_refused_and_one_with_a_wrong_bit_is_refused_or_read()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        Write(directory, [1, 2, 3], [0, 0, 1], [4, 5, 6]);
        byte[] whole = File.ReadAllBytes(directory.PathOf(Corner));
        int refusedBits = 0;
        for (int at = 0; at < whole.Length; at += 17)
        {
            Assert.True(IsRefused(whole[..at]), $"{at} of {whole.Length} bytes were read");
            byte[] flipped = (byte[])whole.Clone();
            flipped[at] ^= (byte)(1 << (at % 8));
            refusedBits += IsRefused(flipped) ? 1 : 0;
        }

        Assert.NotEqual(0, refusedBits);

        // Any other exception fails the test.
        bool IsRefused(byte[] bytes)
        {
            File.WriteAllBytes(directory.PathOf(Corner), bytes);
            try
            {
                directory.Read(Corner).Dispose();
                return false;
            }
            catch (CorruptFileException)
            {
                return true;
            }
        }
    }

    [Fact]
    public void Buckets_with_files_are_found_in_order()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        string[] names = ["edges_10_0.h5", "edges_2_1.h5", "edges_2_0.h5", "edges_2_0.tmp.h5", "edges_x_0.h5"];
        foreach (string name in names)
        {
            File.WriteAllText(folder.PathOf(name), "");
        }

        Assert.Equal([new Bucket(2, 0), new Bucket(2, 1), new Bucket(10, 0)], directory.FindBuckets());
    }

    [PythonFact("h5py")]
    public void H5py_reads_the_edges_that_we_write()
    {
        using TemporaryFolder folder = new();
        EdgeDirectory directory = new(folder.Root);
        using (EdgeBucketWriter writer = directory.CreateWriter(Corner, weighted: true))
        {
            writer.Append([1, 2], [0, 3], [5, 6], [0.5f, 2.75f]);
            writer.Complete();
        }

        const string Script = """
            import sys, h5py, numpy
            f = h5py.File(sys.argv[1], 'r')
            print(f.attrs['format_version'], sorted(f))
            print({name: (str(f[name].dtype), f[name][:].tolist(), f[name].chunks) for name in sorted(f)})
            whole = numpy.empty(2, dtype=numpy.int64)
            f['weight'].read_direct(whole)
            print(whole.tolist())
            """;
        string[] lines = Python.Run(Script, directory.PathOf(Corner)).Trim().Split('\n');

        Assert.Equal("1 ['lhs', 'rel', 'rhs', 'weight']", lines[0]);
        Assert.Equal(
            "{'lhs': ('int64', [1, 2], None), 'rel': ('int64', [0, 3], None), 'rhs': ('int64', [5, 6], None), "
            + "'weight': ('float32', [0.5, 2.75], None)}",
            lines[1]);
        Assert.Equal("[0, 2]", lines[2]);
    }

    private static void Write(EdgeDirectory directory, int[] lhs, int[] relation, int[] rhs)
    {
        using EdgeBucketWriter writer = directory.CreateWriter(Corner);
        writer.Append(lhs, relation, rhs);
        writer.Complete();
    }

    private static void WriteRaw(EdgeDirectory directory, Action<Hdf5GroupWriter> fill)
    {
        using Hdf5Writer writer = Hdf5Writer.Create(directory.PathOf(Corner));
        fill(writer.Root);
        writer.Complete();
    }

    private static void Column(Hdf5GroupWriter root, string name, params long[] values) =>
        root.CreateDataset(name, Hdf5ElementType.Int64, values.Length).Append<long>(values);

    private static NativeBuffer<int> Native(params int[] values)
    {
        NativeBuffer<int> buffer = new(values.Length);
        values.CopyTo(buffer.AsSpan());
        return buffer;
    }
}
