using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Engine.Training;

/// <summary>Which negatives the blocks of a batch get, and where they are drawn from.</summary>
/// <param name="Scheme">Kind and extent.</param>
/// <param name="Counts">The counts it was made from, with the disabled sides.</param>
/// <param name="Draw">Draws uniform negatives.</param>
internal readonly record struct BlockPlan(NegativeScheme Scheme, NegativeCounts Counts, NegativeDraw Draw)
{
    /// <summary>Whether uniform draws go through <see cref="UniformPanels"/> and not with the block.</summary>
    public bool StreamsDraws { get; init; }

    /// <summary>Plans a batch.</summary>
    public static BlockPlan For(
        RelationType relation, NegativeCounts counts, int edges, RelationPaths paths, NegativeDraw draw)
    {
        long candidates = Math.Max(paths.Lhs.Table.RowCount, paths.Rhs.Table.RowCount);
        NegativeScheme scheme = NegativeScheme.For(relation, counts, edges, candidates);
        return new BlockPlan(scheme, counts, draw);
    }

    /// <summary>Negative blocks of a batch.</summary>
    public int BlockCount(int edges) => (edges + Scheme.BlockRows - 1) / Scheme.BlockRows;
}
