using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>PBG's own edge files against the text from which it imported them.</summary>
public sealed class EdgeFixtureTests
{
    public static TheoryData<string> Fixtures =>
        ["dynamic-2x2", "featurized", "static-2x2", "static-3-and-1", "static-3x2"];

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void Edge_files_of_pbg_name_the_edges_of_the_text(string fixture)
    {
        foreach (string split in new[] { "train", "test" })
        {
            string[] expected = File.ReadAllLines(SharedData.PathOf("pbg-fixtures", fixture, "tsv", split + ".tsv"))
                .Select(line => string.Join('\t', line.Split('\t').Take(3))).Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, Named(fixture, SharedData.PathOf("pbg-fixtures", fixture, split), 1));
            Assert.Equal(expected, Named(fixture, SharedData.PathOf("pbg-fixtures", fixture, split), 3));
        }
    }

    [SharedDataTheory]
    [MemberData(nameof(Fixtures))]
    public void Edge_files_of_pbg_are_the_same_after_reading_and_writing(string fixture)
    {
        using TemporaryFolder folder = new();
        EdgeDirectory target = new(folder.Root);
        EdgeDirectory source = new(SharedData.PathOf("pbg-fixtures", fixture, "train"));
        foreach (Bucket bucket in source.FindBuckets())
        {
            using EdgeSlice edges = source.Read(bucket);
            using EdgeBucketWriter writer = target.CreateWriter(bucket, edges.Weight is not null);
            writer.Append(edges);
            writer.Complete();
            using EdgeSlice again = target.Read(bucket);
            AssertSame(edges, again);
            Assert.True(new FileInfo(target.PathOf(bucket)).Length < 20_000);
        }
    }

    [SharedDataFact]
    public void Chunks_of_50_MiB_are_read_as_the_small_ones()
    {
        using TemporaryFolder folder = new();
        string archive = SharedData.PathOf("pbg-fixtures", "featurized", "edges-original-chunking.tar.gz");
        using (FileStream packed = File.OpenRead(archive))
        using (GZipStream unpacked = new(packed, CompressionMode.Decompress))
        {
            TarFile.ExtractToDirectory(unpacked, folder.Root, overwriteFiles: true);
        }

        EdgeDirectory small = new(SharedData.PathOf("pbg-fixtures", "featurized", "train"));
        EdgeDirectory large = new(folder.PathOf("train"));
        foreach (Bucket bucket in large.FindBuckets())
        {
            using EdgeSlice expected = small.Read(bucket);
            using EdgeSlice actual = large.Read(bucket);
            Assert.NotEqual(0, expected.Count);
            AssertSame(expected, actual);
        }
    }

    [SharedDataFact]
    public void Whole_weights_of_pbg_are_read_as_floats()
    {
        using TemporaryFolder folder = new();
        using (FileStream packed = File.OpenRead(SharedData.PathOf("pbg-samples", "standard", "edges_0_0.h5.gz")))
        using (GZipStream unpacked = new(packed, CompressionMode.Decompress))
        using (FileStream plain = File.Create(folder.PathOf("edges_0_0.h5")))
        {
            unpacked.CopyTo(plain);
        }

        using EdgeSlice edges = new EdgeDirectory(folder.Root).Read(new Bucket(0, 0));

        Assert.Equal(102, edges.Count);
        Assert.Equal([6, 10, 10, 8, 6], edges.Lhs.AsSpan(0, 5).ToArray());
        Assert.Equal([1, 0, 0, 1, 2], edges.Relation.AsSpan(0, 5).ToArray());
        Assert.All(edges.Weight!.AsSpan().ToArray(), weight => Assert.Equal(weight, MathF.Truncate(weight)));
    }

    private static string[] Named(string fixture, string folder, int sliceCount)
    {
        Names names = new(fixture);
        EdgeDirectory directory = new(folder);
        List<string> lines = [];
        foreach (Bucket bucket in directory.FindBuckets())
        {
            for (int slice = 0; slice < sliceCount; slice++)
            {
                using EdgeSlice edges = directory.Read(bucket, slice, sliceCount);
                for (int i = 0; i < edges.Count; i++)
                {
                    lines.Add(names.Describe(edges, i, bucket));
                }
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static void AssertSame(EdgeSlice expected, EdgeSlice actual)
    {
        Assert.Equal(expected.Lhs.AsSpan().ToArray(), actual.Lhs.AsSpan().ToArray());
        Assert.Equal(expected.Relation.AsSpan().ToArray(), actual.Relation.AsSpan().ToArray());
        Assert.Equal(expected.Rhs.AsSpan().ToArray(), actual.Rhs.AsSpan().ToArray());
        Assert.Equal(expected.Weight?.AsSpan().ToArray(), actual.Weight?.AsSpan().ToArray());
        Assert.Equal(expected.LhsFeatures?.Offsets.AsSpan().ToArray(), actual.LhsFeatures?.Offsets.AsSpan().ToArray());
        Assert.Equal(expected.LhsFeatures?.Rows.AsSpan().ToArray(), actual.LhsFeatures?.Rows.AsSpan().ToArray());
        Assert.Equal(expected.RhsFeatures?.Rows.AsSpan().ToArray(), actual.RhsFeatures?.Rows.AsSpan().ToArray());
    }

    /// <summary>The names of a fixture's entities and relations.</summary>
    private sealed class Names
    {
        private readonly EntityDirectory _entities;
        private readonly Dictionary<PartitionId, string[]> _lists = [];
        private readonly Dictionary<string, int> _partitionCounts;
        private readonly (string Lhs, string Rhs)[] _types;
        private readonly IReadOnlyList<string> _relations;
        private readonly bool _dynamic;

        public Names(string fixture)
        {
            _entities = new EntityDirectory(SharedData.PathOf("pbg-fixtures", fixture, "data"));
            _relations = _entities.ReadRelationNames();
            using JsonDocument config =
                JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("pbg-fixtures", fixture, "config.json")));
            _types = config.RootElement.GetProperty("relations").EnumerateArray()
                .Select(relation =>
                    (relation.GetProperty("lhs").GetString()!, relation.GetProperty("rhs").GetString()!))
                .ToArray();
            _partitionCounts = config.RootElement.GetProperty("entities").EnumerateObject()
                .ToDictionary(type => type.Name, type => type.Value.GetProperty("num_partitions").GetInt32());
            _dynamic = config.RootElement.TryGetProperty("dynamic_relations", out JsonElement value)
                && value.GetBoolean();
        }

        public string Describe(EdgeSlice edges, int index, Bucket bucket)
        {
            int relation = edges.Relation[index];
            (string lhs, string rhs) = _types[_dynamic ? 0 : relation];
            string left = edges.LhsFeatures is { } lists
                ? string.Join(' ', lists.Rows.AsSpan()[lists.Offsets[index]..lists.Offsets[index + 1]].ToArray()
                    .Select(row => Entity(lhs, 0, row)))
                : Entity(lhs, bucket.Lhs, edges.Lhs[index]);
            return $"{left}\t{_relations[relation]}\t{Entity(rhs, bucket.Rhs, edges.Rhs[index])}";
        }

        private string Entity(string type, int partition, int row)
        {
            PartitionId id = new(type, _partitionCounts[type] == 1 ? 0 : partition);
            if (!_lists.TryGetValue(id, out string[]? names))
            {
                _lists[id] = names = _entities.ReadNames(id).ToArray();
            }

            return names[row];
        }
    }
}
