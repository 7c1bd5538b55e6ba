using System.Globalization;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Tests.Storage.Hdf5;

public sealed class Hdf5ReadsH5pyTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Every_layout_filter_and_type_reads_as_libhdf5_converts_it(string libver)
    {
        string path = _folder.PathOf("layouts.h5");
        ExternalProgram.RunPython(H5pyScripts.Layouts, path, libver);

        using Hdf5File file = Hdf5File.Open(path);
        using Hdf5File expected = Hdf5File.Open(path + ".expected");
        Hdf5Dataset[] datasets = [.. file.Root.EnumerateDatasets()];
        Assert.True(datasets.Length > 90, $"{datasets.Length} datasets");
        foreach (Hdf5Dataset dataset in datasets)
        {
            Hdf5Dataset integers = expected.Root.GetDataset($"{dataset.Path}/i8");
            Assert.Equal(integers.Shape, dataset.Shape);
            Compare<long>(dataset, integers, integers.ReadInt64, dataset.ReadInt64);
            Hdf5Dataset floats = expected.Root.GetDataset($"{dataset.Path}/f8");
            Compare<double>(dataset, floats, floats.ReadDouble, dataset.ReadDouble);
            Hdf5Dataset singles = expected.Root.GetDataset($"{dataset.Path}/f4");
            Compare<float>(dataset, singles, singles.ReadSingle, dataset.ReadSingle);
        }
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Groups_and_attributes_of_every_storage_are_found(string libver)
    {
        using Hdf5File file = WriteObjects(libver);
        long[] value = new long[1];
        foreach (int count in new[] { 0, 1, 8, 9, 100, 3000 })
        {
            foreach (string kind in new[] { "plain", "tracked" })
            {
                Hdf5Group group = file.Root.TryGetGroup($"links/{count}/{kind}")!;
                Assert.Equal(count, group.Members.Count);
                for (int i = 0; i < count; i++)
                {
                    group.GetDataset($"member_{i}").ReadInt64(0, value);
                    Assert.Equal(i, value[0]);
                }
            }
        }

        foreach (int count in new[] { 1, 8, 9, 60 })
        {
            Hdf5Group group = file.Root.TryGetGroup($"attributes/{count}")!;
            Assert.Equal(count, group.Attributes.Count);
            Assert.All(Enumerable.Range(0, count), i => Assert.Equal(i, group.Attributes[$"a/{i}"].ReadInt64()));
        }
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Attribute_values_of_every_class_are_read_or_refused(string libver)
    {
        using Hdf5File file = WriteObjects(libver);
        IReadOnlyDictionary<string, Hdf5Attribute> values = file.Root.TryGetGroup("values")!.Attributes;
        Assert.Equal(-5, values["int"].ReadInt64());
        Assert.Equal(2.5, values["float"].ReadDouble());
        Assert.Equal(2, values["float"].ReadInt64());
        Assert.Equal(1, values["bool"].ReadInt64());
        Assert.Equal("Zürich 東京", values["text"].ReadString());
        Assert.Equal(string.Empty, values["empty"].ReadString());
        Assert.Equal("fixed text", values["fixed"].ReadString());
        Assert.Equal(new string('x', 100_000), values["long"].ReadString());
        Assert.Equal([4], values["array"].Shape);
        Assert.Equal(4 * 8, values["array"].ReadBytes().Length);
        long[] wide = new long[values["wide"].Shape[0]];
        Buffer.BlockCopy(values["wide"].ReadBytes(), 0, wide, 0, wide.Length * sizeof(long));
        Assert.Equal(Enumerable.Range(0, wide.Length).Select(i => (long)i), wide);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(i, BitConverter.ToInt64(values[$"more{i}"].ReadBytes()));
        }

        Assert.Throws<CorruptFileException>(() => values["array"].ReadInt64());
        Assert.Throws<CorruptFileException>(() => values["null"].ReadDouble());
        Assert.Throws<CorruptFileException>(() => values["text"].ReadInt64());
        Assert.Throws<CorruptFileException>(() => values["int"].ReadString());
        Assert.Throws<CorruptFileException>(() => values["texts"].ReadString());
        Assert.Throws<CorruptFileException>(() => values["compound"].ReadInt64());
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Other_classes_are_listed_but_refused_by_name(string libver)
    {
        using Hdf5File file = WriteObjects(libver);
        byte[] blob = new byte[8];
        file.Root.GetDataset("values/blob").ReadBytes(0, blob);
        Assert.Equal([0, 1, 255, .. "torch"u8], blob);
        byte[] strings = new byte[6];
        file.Root.GetDataset("values/strings").ReadBytes(0, strings);
        Assert.Equal("ab\0cde"u8.ToArray(), strings);
        Assert.Equal(0, file.Root.GetDataset("values/nothing").ElementCount);

        CorruptFileException compound = Assert.Throws<CorruptFileException>(
            () => file.Root.GetDataset("values/compound").ReadInt64(0, new long[1]));
        Assert.Contains("values/compound", compound.Message, StringComparison.Ordinal);
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Soft_links_are_followed_and_lead_nowhere_or_in_circles_without_harm(string libver)
    {
        using Hdf5File file = WriteObjects(libver);
        Assert.Contains("soft", file.Root.Members);
        byte[] blob = new byte[8];
        file.Root.GetDataset("soft/blob").ReadBytes(0, blob);
        Assert.Equal([0, 1, 255, .. "torch"u8], blob);
        Assert.Equal("cycle/data", Assert.Single(file.Root.TryGetGroup("cycle")!.EnumerateDatasets()).Path);

        Assert.Equal(["nowhere"], file.Root.TryGetGroup("dangling")!.Members);
        Assert.Empty(file.Root.TryGetGroup("dangling")!.EnumerateDatasets());
        var dangling = Assert.Throws<CorruptFileException>(() => file.Root.TryGetDataset("dangling/nowhere"));
        Assert.Contains("a target of link 'nowhere'", dangling.Message, StringComparison.Ordinal);
        var circle = Assert.Throws<CorruptFileException>(() => file.Root.TryGetDataset("loop/absolute"));
        Assert.Contains("a target of link 'absolute'", circle.Message, StringComparison.Ordinal);
        var chain = Assert.Throws<Hdf5UnsupportedException>(() => file.Root.TryGetDataset("relative_loop/a"));
        Assert.Contains("soft link 'a' to another soft link", chain.Message, StringComparison.Ordinal);
    }

    [H5pyTheory]
    [InlineData("default")]
    [InlineData("latest")]
    public void Links_to_other_files_are_refused_by_name_and_not_followed(string libver)
    {
        using Hdf5File file = WriteObjects(libver);
        foreach (string group in new[] { "outside", "outside_many" })
        {
            var external = Assert.Throws<Hdf5UnsupportedException>(() => file.Root.TryGetGroup($"{group}/external"));
            Assert.Contains("External link 'external'", external.Message, StringComparison.Ordinal);
            Assert.Contains($"group '/{group}'", external.Message, StringComparison.Ordinal);
        }
    }

    [H5pyTheory]
    [InlineData(512, 8, "a user block of 512 bytes")]
    [InlineData(0, 4, "offsets of 4 and lengths of 4 bytes")]
    [InlineData(4096, 4, "a user block of 4096 bytes")]
    public void User_blocks_and_short_offsets_are_refused_by_name(int userBlock, int offsets, string feature)
    {
        string path = _folder.PathOf("superblock.h5");
        ExternalProgram.RunPython(H5pyScripts.Superblock, path, $"{userBlock}", $"{offsets}");
        var refusal = Assert.Throws<Hdf5UnsupportedException>(() => Hdf5File.Open(path));
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(feature, refusal.Message, StringComparison.Ordinal);
    }

    [H5pyFact]
    public void Indexes_of_several_levels_are_followed_to_their_ends()
    {
        string path = _folder.PathOf("large.h5");
        ExternalProgram.RunPython(H5pyScripts.Large, path);
        using Hdf5File file = Hdf5File.Open(path);

        Hdf5Group links = file.Root.TryGetGroup("links")!;
        string[] names = [.. links.Members.OrderBy(name => int.Parse(name.AsSpan(7), CultureInfo.InvariantCulture))];
        Assert.Equal(30_000, links.Members.Count);
        Assert.All(Enumerable.Range(0, 30_000), i => Assert.Equal($"member_{i}", names[i]));
        long[] value = new long[1];
        links.GetDataset("member_29999").ReadInt64(0, value);
        Assert.Equal(7, value[0]);

        long[] expected = [.. Enumerable.Repeat(-1L, 99_000)];
        expected.AsSpan(5, 4).Fill(3);
        expected.AsSpan(98_990).Fill(4);
        for (int i = 0; i < 10; i++)
        {
            expected[50_000 + i] = i;
        }

        foreach (string name in new[] { "growing", "fixed" })
        {
            long[] paged = new long[expected.Length];
            file.Root.GetDataset(name).ReadInt64(0, paged);
            Assert.Equal(expected, paged);
        }
    }

    public void Dispose() => _folder.Dispose();

    private delegate void Reader<T>(long start, Span<T> destination);

    private static void Compare<T>(Hdf5Dataset dataset, Hdf5Dataset expected, Reader<T> readExpected, Reader<T> read)
    {
        var wanted = new T[expected.ElementCount];
        readExpected(0, wanted);
        var whole = new T[wanted.Length];
        read(0, whole);
        Assert.True(wanted.AsSpan().SequenceEqual(whole), $"{dataset.Path} as {typeof(T).Name}");

        // The same in pieces of odd sizes, from the end to the start.
        var pieces = new T[wanted.Length];
        int step = Math.Max(1, wanted.Length / 7);
        for (int end = wanted.Length; end > 0; end -= step)
        {
            int start = Math.Max(0, end - step);
            read(start, pieces.AsSpan(start, end - start));
        }

        Assert.True(wanted.AsSpan().SequenceEqual(pieces), $"{dataset.Path} as {typeof(T).Name} in pieces");
    }

    private Hdf5File WriteObjects(string libver)
    {
        string path = _folder.PathOf("objects.h5");
        ExternalProgram.RunPython(H5pyScripts.Objects, path, libver);
        return Hdf5File.Open(path);
    }
}
