using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>One thread's evaluation of batches: the rank of each positive among its candidates.</summary>
/// <remarks>
/// PBG: <c>RankingEvaluator</c>, and its filtered form. Not thread-safe.
/// </remarks>
internal sealed class BatchRanker : IDisposable
{
    private readonly ModelPlan _plan;
    private readonly LossRule _lossRule;
    private readonly NegativeBlock _block;
    private readonly ScoreTile _tile;
    private readonly AllCandidates _all;
    private readonly GradientSet _bound;
    private readonly AucSample _auc;
    private readonly TileRanks _ranks = new();
    private readonly BatchNegatives _negatives = new();

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">The run's types and relations.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="pick">A uniform number in <c>[0, n)</c>, for the AUC's sample.</param>
    public BatchRanker(ModelPlan plan, SharedModel model, Func<int, int> pick)
    {
        _plan = plan;
        _lossRule = LossRule.From(plan.Settings);
        ScoreRule rule = ScoreRule.From(plan.Settings);
        _block = new NegativeBlock(rule);
        _tile = new ScoreTile(rule);
        _all = new AllCandidates(rule);
        _bound = new GradientSet(plan, model);
        _auc = new AucSample(pick);
    }

    /// <summary>
    /// Where all entities are candidates: which partitions; none stands for the bucket's own, unfiltered.
    /// </summary>
    public CandidateSpace? Space { get; init; }

    /// <summary>Turns to another bucket.</summary>
    public void Bind(BucketTables tables) => _bound.Bind(tables);

    /// <summary>Ranks the edges of a batch.</summary>
    /// <param name="batch">At least one edge.</param>
    /// <param name="counts">How many negatives.</param>
    /// <param name="draw">Draws the uniform ones.</param>
    public RankingSums Rank(EdgeBatch batch, NegativeCounts counts, NegativeDraw draw)
    {
        RelationType relation = _plan.Relations[batch.RelationType];
        RelationPaths paths = _bound.PathsOf(relation);
        BlockPlan plan = new(
            NegativeScheme.For(relation, counts, batch.Count, MostCandidates(relation, paths)), counts, draw);
        _negatives.Draw(plan, batch.Count, relation, paths);
        _auc.Reset(batch.Count);
        RankingSums total = new() { Count = batch.Count };
        for (int index = 0; index < plan.BlockCount(batch.Count); index++)
        {
            _block.Encode(batch, index, _negatives, paths);
            int sides = SidesWithNegatives(relation, plan, paths);
            total = total.Add(RankSide(Side.Lhs, batch, relation, plan, paths, sides));
            total = total.Add(RankSide(Side.Rhs, batch, relation, plan, paths, sides));
        }

        return total with { Auc = _auc.Sum() };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _block.Dispose();
        _tile.Dispose();
        _all.Dispose();
        _bound.Dispose();
    }

    private int SidesWithNegatives(RelationType relation, BlockPlan plan, RelationPaths paths)
    {
        int sides = 0;
        foreach (Side side in (ReadOnlySpan<Side>)[Side.Lhs, Side.Rhs])
        {
            sides += !plan.Counts.Disables(side) && ColumnsOf(side, relation, plan, paths) > 0 ? 1 : 0;
        }

        return sides > 0 ? sides : throw new InvalidOperationException(
            $"relation {relation.Name} has no negatives on either side: there is nothing to rank against");
    }

    private long MostCandidates(RelationType relation, RelationPaths paths) => Space is { } space
        ? Math.Max(space.CountOf(relation, Side.Lhs), space.CountOf(relation, Side.Rhs))
        : Math.Max(paths.Lhs.Table.RowCount, paths.Rhs.Table.RowCount);

    private int ColumnsOf(Side side, RelationType relation, BlockPlan plan, RelationPaths paths)
    {
        if (plan.Scheme.Kind != NegativeKind.All)
        {
            return _block.RangeOf(side).Count;
        }

        return Space is { } space
            ? space.CountOf(relation, side)
            : checked((int)(side == Side.Lhs ? paths.Lhs : paths.Rhs).Table.RowCount);
    }

    private RankingSums RankSide(
        Side side, EdgeBatch batch, RelationType relation, BlockPlan plan, RelationPaths paths, int sides)
    {
        EncodedRows queries = _block.QueriesOf(side);
        EncodedRows candidates = _block.CandidatesOf(side);
        bool disabled = plan.Counts.Disables(side);
        _tile.Reset(_block.Rows, disabled ? 0 : ColumnsOf(side, relation, plan, paths));
        _tile.ScorePositives(queries, candidates);
        int padding = 0;
        if (!disabled)
        {
            padding = ScoreNegatives(side, batch, relation, plan);
        }

        RankingSums ranks = new();
        if (_tile.Columns > 0)
        {
            ranks = _ranks.Rank(_tile, 1.0 / sides);
            _auc.Add(side, _block.Start, _tile, 1.0 / sides);
        }

        ReadOnlySpan<float> weights = batch.Weights.IsEmpty ? [] : batch.Weights.Slice(_block.Start, _block.Rows);
        double loss = _lossRule.Apply(_tile, weights, relation.Weight, _tile.Columns + padding).Loss;
        return ranks with { Loss = loss };
    }

    private int ScoreNegatives(Side side, EdgeBatch batch, RelationType relation, BlockPlan plan)
    {
        EncodedRows queries = _block.QueriesOf(side);
        if (plan.Scheme.Kind == NegativeKind.All)
        {
            ScoreAll(side, batch, relation);
            return 0;
        }

        _tile.ScoreCandidates(queries, _block.CandidatesOf(side), _block.RangeOf(side));
        if (plan.Scheme.Kind != NegativeKind.BatchAndUniform)
        {
            return 0;
        }

        _tile.MaskDiagonal();
        return plan.Scheme.BlockRows - _block.Rows;
    }

    private void ScoreAll(Side side, EdgeBatch batch, RelationType relation)
    {
        EncodedRows queries = _block.QueriesOf(side);
        ReadOnlySpan<int> own = _block.CandidatesOf(side).Ids;
        if (Space is not { } space)
        {
            RelationPaths paths = _bound.PathsOf(relation);
            _all.Score(_tile, queries, side == Side.Lhs ? paths.Lhs : paths.Rhs);
            _tile.MaskColumns(own, 0, ScoreRule.Masked);
            return;
        }

        IReadOnlyList<CandidatePart> parts = space.PartsOf(relation, side);
        foreach (CandidatePart part in parts)
        {
            _all.Score(_tile, queries, _bound.CandidatePathOf(relation, side, part.Table), part.Column);
        }

        foreach (CandidatePart part in parts)
        {
            MaskKnown(side, batch, part);
            if (part.IsOwn)
            {
                _tile.MaskColumns(own, part.Column, ScoreRule.Masked);
            }
        }
    }

    private void MaskKnown(Side side, EdgeBatch batch, CandidatePart part)
    {
        ReadOnlySpan<int> given = side == Side.Lhs ? batch.Rhs : batch.Lhs;
        for (int row = 0; row < _block.Rows; row++)
        {
            int edge = _block.Start + row;
            Span<float> scores = _tile.Scores.Slice((row * _tile.Stride) + part.Column);
            foreach (KnownEdges known in part.Known)
            {
                foreach (int answer in known.AnswersOf(side, batch.Relations[edge], given[edge]))
                {
                    scores[answer] = ScoreRule.Masked;
                }
            }
        }
    }
}
