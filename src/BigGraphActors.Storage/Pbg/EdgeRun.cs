using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Edges on their way to a file, column by column; views that live as long as a call.</summary>
/// <param name="lhs">Left-hand rows.</param>
/// <param name="relation">Relation numbers, as many.</param>
/// <param name="rhs">Right-hand rows, as many.</param>
/// <param name="weight">Weights, as many, or empty.</param>
internal readonly ref struct EdgeRun(
    ReadOnlySpan<int> lhs, ReadOnlySpan<int> relation, ReadOnlySpan<int> rhs, ReadOnlySpan<float> weight)
{
    /// <summary>Left-hand rows.</summary>
    public ReadOnlySpan<int> Lhs { get; } = lhs;

    /// <summary>Relation numbers.</summary>
    public ReadOnlySpan<int> Relation { get; } = relation;

    /// <summary>Right-hand rows.</summary>
    public ReadOnlySpan<int> Rhs { get; } = rhs;

    /// <summary>Weights, or empty.</summary>
    public ReadOnlySpan<float> Weight { get; } = weight;

    /// <summary>Features of featurised left-hand sides.</summary>
    public FeatureLists? LhsFeatures { get; init; }

    /// <summary>Features of featurised right-hand sides.</summary>
    public FeatureLists? RhsFeatures { get; init; }

    /// <summary>Edges in the block.</summary>
    public int Count => Lhs.Length;
}
