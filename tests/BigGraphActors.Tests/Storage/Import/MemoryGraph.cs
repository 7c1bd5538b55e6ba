using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

/// <summary>Takes an imported graph in memory and turns its rows back into names.</summary>
internal sealed class MemoryGraph(RunSettings settings) : IGraphFiles
{
    private readonly List<(int Path, Bucket Bucket, int Lhs, int Relation, int Rhs, float Weight)> _edges = [];
    private readonly List<string> _directories = [];

    public Dictionary<PartitionId, string[]> Entities { get; } = [];

    public string[] Relations { get; private set; } = [];

    public List<(int Path, Bucket Bucket)> Buckets { get; } = [];

    public bool IsWeighted { get; private set; }

    /// <summary>Thrown in place of writing the bucket with this index.</summary>
    public (int Index, Exception Failure)? Fault { get; init; }

    /// <summary>The edges of one path by name, bucket after bucket.</summary>
    public string[] Edges(int path = 0) => [.. _edges.Where(edge => edge.Path == path).Select(Show)];

    public string[] EdgesOf(int path, Bucket bucket) =>
        [.. _edges.Where(edge => edge.Path == path && edge.Bucket == bucket).Select(Show)];

    public string[] EdgesOf(Bucket bucket) => [.. _edges.Where(edge => edge.Bucket == bucket).Select(Show)];

    /// <summary>A digest of everything that would be on disk.</summary>
    public string Fingerprint() => string.Join('\n', Entities
        .Select(entry => $"{entry.Key}: {string.Join(',', entry.Value)}")
        .Append(string.Join(',', Relations))
        .Concat(_edges.Select(edge => edge.ToString())));

    public void WriteEntities(
        string directory, PartitionId partition, int count, IEnumerable<ReadOnlyMemory<byte>> names)
    {
        File.WriteAllText(Path.Combine(directory, $"entity_count_{partition}.txt"), $"{count}\n");
        Entities[partition] = [.. names.Select(name => Encoding.UTF8.GetString(name.Span))];
        Assert.Equal(count, Entities[partition].Length);
    }

    public void WriteRelations(string directory, IReadOnlyList<string> names, bool isDynamic) =>
        Relations = [.. names];

    public void WriteBucket(string directory, Bucket bucket, BucketContent content)
    {
        if (Fault is { } fault && fault.Index == Buckets.Count)
        {
            throw fault.Failure;
        }

        File.WriteAllText(Path.Combine(directory, $"edges_{bucket.Lhs}_{bucket.Rhs}.h5"), "");
        if (!_directories.Contains(directory))
        {
            _directories.Add(directory);
        }

        int path = _directories.IndexOf(directory);
        Buckets.Add((path, bucket));
        IsWeighted = content.IsWeighted;
        long count = 0;
        foreach (BucketRun run in content.Runs)
        {
            for (int i = 0; i < run.Count; i++)
            {
                float weight = content.IsWeighted ? run.Weight[i] : 1;
                _edges.Add((path, bucket, run.Lhs[i], run.Relation[i], run.Rhs[i], weight));
            }

            count += run.Count;
        }

        Assert.Equal(content.Count, count);
    }

    private string Show((int Path, Bucket Bucket, int Lhs, int Relation, int Rhs, float Weight) edge)
    {
        RelationSettings relation = settings.Relations[settings.DynamicRelations ? 0 : edge.Relation];
        string lhs = NameOf(relation.Lhs, edge.Bucket.Lhs, edge.Lhs);
        string rhs = NameOf(relation.Rhs, edge.Bucket.Rhs, edge.Rhs);
        string text = $"{lhs} {Relations[edge.Relation]} {rhs}";
        return IsWeighted ? $"{text} {edge.Weight}" : text;
    }

    /// <summary>The only partition of a type is in all buckets of its side.</summary>
    private string NameOf(string type, int partition, int row) =>
        Entities[new PartitionId(type, Entities.ContainsKey(new PartitionId(type, 1)) ? partition : 0)][row];
}
