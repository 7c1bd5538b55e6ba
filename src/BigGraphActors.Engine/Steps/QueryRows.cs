using BigGraphActors.Engine.Batching;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>The queries of a tile: the edges of one block, with one side asked for.</summary>
/// <param name="corrupted">The side asked for.</param>
/// <param name="batch">The edges that the queries belong to.</param>
/// <param name="start">First edge of the block.</param>
/// <param name="isDynamic">Whether each edge has a relation of its own.</param>
internal readonly struct QueryRows(Side corrupted, EdgeBatch batch, int start, bool isDynamic)
{
    /// <summary>The side asked for.</summary>
    public Side Corrupted => corrupted;

    /// <summary>What is known to answer a query, in ascending order, repetitions included.</summary>
    /// <param name="known">Known edges, this one among them.</param>
    /// <param name="row">Row of the tile.</param>
    public ReadOnlySpan<int> AnswersIn(KnownEdges known, int row)
    {
        int edge = start + row;
        int relation = isDynamic ? batch.Relations[edge] : batch.RelationType;
        int given = corrupted == Side.Lhs ? batch.Rhs[edge] : batch.Lhs[edge];
        return known.AnswersOf(corrupted, relation, given);
    }

    /// <summary>The entities asked for, from the edges themselves.</summary>
    public ReadOnlySpan<int> Targets(int rows) =>
        (corrupted == Side.Lhs ? batch.Lhs : batch.Rhs).Slice(start, rows);
}
