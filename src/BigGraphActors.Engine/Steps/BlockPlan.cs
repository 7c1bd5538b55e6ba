using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Engine.Steps;

/// <summary>Which negatives the blocks of a batch get, and where they are drawn from.</summary>
/// <param name="Scheme">Kind and extent.</param>
/// <param name="Counts">The counts it was made from, with the disabled sides.</param>
/// <param name="Draw">Draws uniform negatives.</param>
internal readonly record struct BlockPlan(NegativeScheme Scheme, NegativeCounts Counts, NegativeDraw Draw)
{
    /// <summary>Whether uniform draws go through <see cref="UniformPanels"/> and not with the block.</summary>
    public bool StreamsDraws { get; init; }

    /// <summary>Whether a score between two of the block's own entities serves the corruption of either.</summary>
    /// <remarks>
    /// Where queries of their own meet the candidates, the two directions' scores differ. A thousand streamed draws
    /// leave too little to share.
    /// </remarks>
    public bool SharesScores { get; init; }

    /// <summary>Plans a batch.</summary>
    public static BlockPlan For(
        RelationType relation, NegativeCounts counts, int edges, RelationPaths paths, NegativeDraw draw)
    {
        long candidates = Math.Max(paths.Lhs.Table.RowCount, paths.Rhs.Table.RowCount);
        NegativeScheme scheme = NegativeScheme.For(relation, counts, edges, candidates);
        bool hasQueries = paths.LhsQuery is not null;
        return new BlockPlan(scheme, counts, draw)
        {
            SharesScores = scheme is { Kind: NegativeKind.BatchAndUniform, HasWindows: false }
                && counts is { DisableLhs: false, DisableRhs: false } && !hasQueries,
        };
    }

    /// <summary>Negative blocks of a batch.</summary>
    public int BlockCount(int edges) => (edges + Scheme.BlockRows - 1) / Scheme.BlockRows;
}
