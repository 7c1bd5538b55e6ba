using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Scoring;

/// <summary>The queries of a whole batch, sorted by relation, where each relation has a matrix.</summary>
/// <remarks>
/// A negative block meets nearly as many relations as it has edges, and each costs several passes through its matrix.
/// Nothing of what a query is made from changes within a batch, so all are made before the first block, and their
/// gradients go back after the last: each matrix is then gone through once a batch and side. Scratch of one thread.
/// </remarks>
internal sealed class MatrixQueries(ScoreRule rule) : IDisposable
{
    private readonly EmbeddingLookup _lhsLookup = new(rule);
    private readonly EmbeddingLookup _rhsLookup = new(rule);
    private EmbeddingGradients? _lhs;
    private EmbeddingGradients? _rhs;
    private int[] _relations = [];
    private int[] _order = [];
    private int[] _positions = [];

    /// <summary>Whether the current batch's queries are made here.</summary>
    public bool AreMade { get; private set; }

    /// <summary>Makes the queries of a batch, if its relations have matrices.</summary>
    public void Encode(EdgeBatch batch, RelationPaths paths)
    {
        AreMade = paths.LhsQuery?.OperatorKind is OperatorKind.Linear or OperatorKind.Affine
            && !HasFeatures(batch.LhsFeatures) && !HasFeatures(batch.RhsFeatures);
        if (AreMade)
        {
            Sort(batch.Relations);
            _lhs = Encode(_lhsLookup, batch.Lhs, paths.LhsQuery!);
            _rhs = Encode(_rhsLookup, batch.Rhs, paths.RhsQuery!);
        }
    }

    /// <summary>The queries made of a side's entities, and their gradients.</summary>
    public EmbeddingGradients Of(Side side) => (side == Side.Lhs ? _lhs : _rhs)!;

    /// <summary>Where the queries of a block's edges are.</summary>
    /// <param name="start">First edge of the block.</param>
    /// <param name="rows">Edges of the block.</param>
    public ReadOnlySpan<int> PositionsOf(int start, int rows) => _positions.AsSpan(start, rows);

    /// <summary>Takes the gradients of all queries back to the tables and the matrices.</summary>
    /// <param name="lr">Learning rate of rows that step at their last use, or none.</param>
    /// <param name="relationLr">Learning rate with which matrices step at once, or none.</param>
    public void Backward(float? lr, float? relationLr)
    {
        _lhs!.Backward(relationLr).AddToTable(lr);
        _rhs!.Backward(relationLr).AddToTable(lr);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lhsLookup.Dispose();
        _rhsLookup.Dispose();
    }

    private static bool HasFeatures(FeatureBatch? features) => features is not null && features.Offsets.Length > 1;

    private void Sort(ReadOnlySpan<int> relations)
    {
        if (_order.Length < relations.Length)
        {
            _relations = new int[relations.Length];
            _order = new int[relations.Length];
            _positions = new int[relations.Length];
        }

        Span<int> order = _order.AsSpan(0, relations.Length);
        for (int edge = 0; edge < order.Length; edge++)
        {
            order[edge] = edge;
        }

        relations.CopyTo(_relations);
        _relations.AsSpan(0, relations.Length).Sort(order);
        for (int position = 0; position < order.Length; position++)
        {
            _positions[order[position]] = position;
        }
    }

    private EmbeddingGradients Encode(EmbeddingLookup queries, ReadOnlySpan<int> entities, RowPath path)
    {
        Span<int> ids = queries.PrepareIds(entities.Length);
        for (int position = 0; position < ids.Length; position++)
        {
            ids[position] = entities[_order[position]];
        }

        return queries.Encode(path, ids.Length, _relations.AsSpan(0, ids.Length)).BeginGradients(ids.Length);
    }
}
