using BigGraphActors.Engine.Model;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

/// <summary>Copies chosen edges of a slice into batches.</summary>
/// <remarks>One per thread; the slice is shared and only read.</remarks>
internal sealed class BatchFiller
{
    private readonly ModelPlan _plan;
    private readonly EdgeSlice _edges;
    private readonly EdgeBatch _batch;
    private readonly BatchCursor? _cursor;

    /// <summary>Prepares a thread's share of a slice.</summary>
    /// <param name="plan">Relations and whether they are dynamic.</param>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="indices">The edges to take, in order.</param>
    /// <param name="batchSize">Edges of a batch at the most.</param>
    public BatchFiller(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize)
        : this(
            plan,
            edges,
            CursorOf(plan, edges, indices, batchSize),
            Math.Min(batchSize, indices.Length))
    {
    }

    private BatchFiller(ModelPlan plan, EdgeSlice edges, BatchCursor? cursor, int capacity)
    {
        _plan = plan;
        _edges = edges;
        _batch = new EdgeBatch(capacity);
        _cursor = cursor;
    }

    /// <summary>A factor on the weight of each edge of the slice, or none.</summary>
    public float[]? Factors { get; init; }

    /// <summary>Prepares batches of one relation number each, also where relations are dynamic.</summary>
    public static BatchFiller ByRelation(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize) => new(
        plan,
        edges,
        BatchCursor.ByRelation(indices.Span, edges.Relation.AsSpan(), plan.RelationCount, batchSize),
        Math.Min(batchSize, indices.Length));

    /// <summary>Prepares for batches whose edges the caller names, by <see cref="Fill"/>.</summary>
    /// <param name="plan">Relations and whether they are dynamic.</param>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="capacity">Edges of a batch at the most.</param>
    /// <param name="factors">See <see cref="Factors"/>.</param>
    public static BatchFiller ForParts(
        ModelPlan plan, EdgeSlice edges, int capacity, float[]? factors) =>
        new(plan, edges, cursor: null, capacity) { Factors = factors };

    /// <summary>In which order a thread takes edges: see <see cref="BatchCursor"/>.</summary>
    public static BatchCursor CursorOf(ModelPlan plan, EdgeSlice edges, Memory<int> indices, int batchSize) =>
        plan.IsDynamic || plan.Relations.Count == 1
            ? BatchCursor.Consecutive(indices, batchSize)
            : BatchCursor.ByRelation(indices.Span, edges.Relation.AsSpan(), plan.Relations.Count, batchSize);

    /// <summary>Fills the next batch.</summary>
    /// <param name="pick">Chooses the relation group.</param>
    /// <returns>The batch, valid until the next call, or none at the end.</returns>
    public EdgeBatch? Next(Func<long, long> pick)
    {
        ReadOnlySpan<int> indices = _cursor!.Next(pick);
        return indices.IsEmpty ? null : Fill(indices);
    }

    /// <summary>Fills a batch with chosen edges.</summary>
    /// <param name="indices">Edges of the slice, at least one; of one relation, unless relations are dynamic.</param>
    /// <returns>The batch, valid until the next call.</returns>
    public EdgeBatch Fill(ReadOnlySpan<int> indices)
    {
        int relationType = _plan.IsDynamic ? 0 : _edges.Relation[indices[0]];
        _batch.Clear(relationType, _edges.Weight is not null);
        _batch.AddFrom(_edges, indices);
        if (Factors is { } factors)
        {
            _batch.Weigh(factors, indices);
        }

        AddFeatures(indices);
        return _batch;
    }

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
