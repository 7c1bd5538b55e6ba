using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>One thread's evaluation of batches: the rank of each positive among its candidates.</summary>
/// <remarks>
/// PBG: <c>RankingEvaluator</c>, and its filtered form. Not thread-safe.
/// </remarks>
internal sealed class BatchRanker : IDisposable
{
    /// <summary>Candidates that are scored and counted before the next are looked at.</summary>
    private const int CandidatesAtOnce = 256;

    private readonly ModelPlan _plan;
    private readonly LossRule _lossRule;
    private readonly NegativeBlock _block;
    private readonly PanelProducts _products = new();
    private readonly CandidateScorer _candidates;
    private readonly PositiveScorer _positives;
    private readonly ScoreTile _tile;
    private readonly AllCandidates _all;
    private readonly GradientSet _bound;
    private readonly AucSample _auc;
    private readonly TileRanks _ranks = new();
    private readonly KnownRuns _known = new();
    private readonly PanelLoss _panelLoss;
    private readonly BatchNegatives _negatives = new();

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">The run's types and relations.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="pick">A uniform number in <c>[0, n)</c>, for the AUC's sample.</param>
    public BatchRanker(ModelPlan plan, SharedModel model, Func<int, int> pick)
    {
        _plan = plan;
        _lossRule = LossRule.From(plan.Settings);
        _panelLoss = new PanelLoss(_lossRule);
        ScoreRule rule = ScoreRule.From(plan.Settings);
        _block = new NegativeBlock(rule);
        _candidates = new CandidateScorer(rule, _products);
        _positives = new PositiveScorer(rule);
        _tile = new ScoreTile(rule);
        _all = new AllCandidates(rule, _products);
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
    /// <param name="counts">Batch and uniform negatives of an edge and side.</param>
    /// <param name="draw">Draws the uniform ones.</param>
    public RankingSums Rank(EdgeBatch batch, NegativeCounts counts, NegativeDraw draw)
    {
        RelationType relation = _plan.Relations[batch.RelationType];
        RelationPaths paths = _bound.PathsOf(relation);

        // All entities come in panels, so that blocks need not be the smaller the more there are.
        counts = counts with { EdgesPerDraw = null };
        BlockPlan plan = new(NegativeScheme.For(relation, counts, batch.Count, candidates: 1), counts, draw);
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
        _products.Dispose();
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
        bool disabled = plan.Counts.Disables(side);
        int columns = disabled ? 0 : ColumnsOf(side, relation, plan, paths);
        if (plan.Scheme.Kind == NegativeKind.All && columns > 0)
        {
            return RankAmongAll(side, batch, relation, columns, 1.0 / sides);
        }

        _tile.Reset(_block.Rows, columns);
        _positives.Score(_tile, _block.QueriesOf(side), _block.CandidatesOf(side));
        int padding = 0;
        if (!disabled)
        {
            padding = ScoreNegatives(side, plan);
        }

        RankingSums ranks = new();
        if (_tile.Columns > 0)
        {
            ranks = _ranks.Rank(_tile, 1.0 / sides);
            _auc.Add(side, _block.Start, _tile, 1.0 / sides);
        }

        double loss = _lossRule.Apply(_tile, WeightsOf(batch), relation.Weight, _tile.Columns + padding).Loss;
        return ranks with { Loss = loss };
    }

    private ReadOnlySpan<float> WeightsOf(EdgeBatch batch) =>
        batch.Weights.IsEmpty ? [] : batch.Weights.Slice(_block.Start, _block.Rows);

    private int ScoreNegatives(Side side, BlockPlan plan)
    {
        _candidates.Score(_tile, _block.QueriesOf(side), _block.CandidatesOf(side), _block.RangeOf(side));
        if (plan.Scheme.Kind != NegativeKind.BatchAndUniform)
        {
            return 0;
        }

        _tile.MaskDiagonal(plan.Scheme.WindowRows);
        return plan.Scheme.BlockRows - _block.Rows;
    }

    /// <summary>Ranks among every entity, panel by panel: no score is kept beyond its panel.</summary>
    private RankingSums RankAmongAll(
        Side side, EdgeBatch batch, RelationType relation, int columns, double weight)
    {
        ReadOnlySpan<float> weights = WeightsOf(batch);
        _tile.Reset(_block.Rows, 0);
        _positives.Score(_tile, _block.QueriesOf(side), _block.CandidatesOf(side));
        _ranks.Begin(_block.Rows);
        _auc.Choose(side, _block.Start, _tile, columns, weight);
        _panelLoss.Begin(_tile, weights, relation.Weight, columns);
        foreach (CandidatePart part in PartsOf(side, relation))
        {
            FindKnown(side, batch, part);
            RowPath path = _bound.CandidatePathOf(relation, side, part.Table);
            int rows = checked((int)part.Table.RowCount);
            for (int start = 0; start < rows; start += CandidatesAtOnce)
            {
                _tile.Reset(_block.Rows, Math.Min(CandidatesAtOnce, rows - start));
                _all.ScorePanel(_tile, _block.QueriesOf(side), path, start);
                _known.Mask(_tile, start);
                _ranks.Add(_tile);
                _auc.Collect(side, _block.Start, _tile, part.Column + start);
                _panelLoss.Add(_tile, weights, relation.Weight, columns);
            }
        }

        double loss = _panelLoss.End(_tile, weights, relation.Weight);
        return _ranks.End(_tile, columns, weight) with { Loss = loss };
    }

    private IReadOnlyList<CandidatePart> PartsOf(Side side, RelationType relation)
    {
        if (Space is { } space)
        {
            return space.PartsOf(relation, side);
        }

        RelationPaths paths = _bound.PathsOf(relation);
        return [new CandidatePart((side == Side.Lhs ? paths.Lhs : paths.Rhs).Table, 0, true, [])];
    }

    private void FindKnown(Side side, EdgeBatch batch, CandidatePart part)
    {
        ReadOnlySpan<int> own = _block.CandidatesOf(side).Ids;
        ReadOnlySpan<int> given = side == Side.Lhs ? batch.Rhs : batch.Lhs;
        _known.Clear();
        for (int row = 0; row < _block.Rows; row++)
        {
            int edge = _block.Start + row;
            foreach (KnownEdges known in part.Known)
            {
                _known.Add(row, known.AnswersOf(side, batch.Relations[edge], given[edge]));
            }

            if (part.IsOwn)
            {
                _known.Add(row, own.Slice(row, 1));
            }
        }
    }
}
