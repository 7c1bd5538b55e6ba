using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

/// <summary>Copies chosen edges of a slice into batches.</summary>
/// <remarks>One per thread; the slice is shared and only read.</remarks>
internal sealed class BatchFiller
{
    private readonly ModelPlan _plan;
    private readonly EdgeSlice _edges;
    private readonly EdgeBatch _batch;
    private readonly BatchCursor _cursor;
    private readonly int _sortRows;

    /// <summary>Prepares a thread's share of a slice.</summary>
    /// <param name="plan">Relations and whether they are dynamic.</param>
    /// <param name="edges">The slice.</param>
    /// <param name="indices">The edges to take, in order.</param>
    /// <param name="batchSize">Edges of a batch at the most.</param>
    /// <param name="blockRows">Edges of a negative block, for matrix operators; 0 keeps the order.</param>
    public BatchFiller(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize, int blockRows)
        : this(plan, edges, CursorOf(plan, edges, indices, batchSize), Math.Min(batchSize, indices.Length))
    {
        RelationType template = plan.Relations[0];
        bool hasMatrices = template.Operator is OperatorKind.Linear or OperatorKind.Affine;
        bool hasFeatures = template.Lhs.Featurized || template.Rhs.Featurized;
        _sortRows = plan.IsDynamic && hasMatrices && !hasFeatures ? blockRows : 0;
    }

    private BatchFiller(ModelPlan plan, EdgeSlice edges, BatchCursor cursor, int capacity)
    {
        _plan = plan;
        _edges = edges;
        _batch = new EdgeBatch(capacity);
        _cursor = cursor;
    }

    /// <summary>Prepares batches of one relation number each, also where relations are dynamic.</summary>
    public static BatchFiller ByRelation(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize) => new(
        plan,
        edges,
        BatchCursor.ByRelation(indices.Span, edges.Relation.AsSpan(), plan.RelationCount, batchSize),
        Math.Min(batchSize, indices.Length));

    /// <summary>Fills the next batch.</summary>
    /// <param name="pick">Chooses the relation group.</param>
    /// <returns>The batch, valid until the next call, or none at the end.</returns>
    public EdgeBatch? Next(Func<long, long> pick)
    {
        ReadOnlySpan<int> indices = _cursor.Next(pick);
        if (indices.IsEmpty)
        {
            return null;
        }

        int relationType = _plan.IsDynamic ? 0 : _edges.Relation[indices[0]];
        _batch.Clear(relationType, _edges.Weight is not null);
        _batch.AddFrom(_edges, indices);
        AddFeatures(indices);
        if (_sortRows > 0)
        {
            _batch.SortBlocksByRelation(_sortRows);
        }

        return _batch;
    }

    private static BatchCursor CursorOf(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize) =>
        plan.IsDynamic || plan.Relations.Count == 1
            ? BatchCursor.Consecutive(indices, batchSize)
            : BatchCursor.ByRelation(indices.Span, edges.Relation.AsSpan(), plan.Relations.Count, batchSize);

    private static ReadOnlySpan<int> ListOf(FeatureLists features, int edge)
    {
        int start = features.Offsets[edge];
        return features.Rows.AsSpan(start, features.Offsets[edge + 1] - start);
    }

    private void AddFeatures(ReadOnlySpan<int> indices)
    {
        RelationType relation = _plan.Relations[_batch.RelationType];
        foreach (int edge in indices)
        {
            if (relation.Lhs.Featurized)
            {
                _batch.AddLhsFeatures(_edges.LhsFeatures is { } lhs ? ListOf(lhs, edge) : []);
            }

            if (relation.Rhs.Featurized)
            {
                _batch.AddRhsFeatures(_edges.RhsFeatures is { } rhs ? ListOf(rhs, edge) : []);
            }
        }
    }
}
