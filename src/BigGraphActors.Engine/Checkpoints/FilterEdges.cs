using BigGraphActors.Engine.Batching;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>The known edges of all filter paths, a bucket at a time, each bucket read once.</summary>
internal sealed class FilterEdges(IReadOnlyList<string> paths)
{
    private readonly EdgeDirectory[] _paths = [.. paths.Select(path => new EdgeDirectory(path))];
    private readonly Dictionary<Bucket, KnownEdges> _buckets = [];

    /// <summary>The known edges of a bucket.</summary>
    public KnownEdges Of(Bucket bucket)
    {
        if (!_buckets.TryGetValue(bucket, out KnownEdges? known))
        {
            known = Read(bucket);
            _buckets.Add(bucket, known);
        }

        return known;
    }

    private KnownEdges Read(Bucket bucket)
    {
        List<KnownEdge> edges = [];
        foreach (EdgeDirectory path in _paths)
        {
            using EdgeSlice slice = path.Read(bucket);
            for (int edge = 0; edge < slice.Count; edge++)
            {
                edges.Add(new KnownEdge(slice.Lhs[edge], slice.Relation[edge], slice.Rhs[edge]));
            }
        }

        return new KnownEdges(edges);
    }
}
