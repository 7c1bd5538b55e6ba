namespace BigGraphActors.Storage.Import;

/// <summary>Edges of one bucket that lie together in a sorted block.</summary>
internal readonly record struct SortedRun(EdgeBlock Block, int Start, int Count)
{
    /// <summary>Makes edges with features of it, where the graph has any; its numbers may be those of bags.</summary>
    public FeaturedEdges? Featured { get; init; }

    /// <summary>Left-hand rows.</summary>
    public ReadOnlySpan<int> Lhs => Block.Lhs.AsSpan(Start, Count);

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relation => Block.Relation.AsSpan(Start, Count);

    /// <summary>Right-hand rows.</summary>
    public ReadOnlySpan<int> Rhs => Block.Rhs.AsSpan(Start, Count);

    /// <summary>Weights; empty where the list has none.</summary>
    public ReadOnlySpan<float> Weight => Block.Weight is { } weight ? weight.AsSpan(Start, Count) : [];
}
