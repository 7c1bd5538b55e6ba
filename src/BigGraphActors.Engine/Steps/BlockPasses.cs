using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>The two passes of a negative block: one corrupts the left side, the other the right side.</summary>
/// <remarks>
/// A pass scores a tile, masks what is no negative, turns scores into gradients in place, and takes these back to the
/// vectors. Rows of the next block are prefetched between the products. Scratch of one thread.
/// </remarks>
internal sealed class BlockPasses : IDisposable
{
    /// <summary>Times that a block prefetches rows of the next: before and after each pass's products.</summary>
    private const int Prefetches = 6;

    private readonly bool _isDynamic;
    private readonly LossRule _lossRule;
    private readonly PanelProducts _products = new();
    private readonly CandidateScorer _candidates;
    private readonly PositiveScorer _positives;
    private readonly AllCandidates _all;
    private readonly UniformPanels _panels;
    private readonly ScoreTile _tile;
    private readonly ScoreTile _mirror;
    private readonly RowPrefetch _prefetch = new();
    private readonly KnownMask? _mask;
    private readonly LabelLoss? _labels;

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">Types and relations.</param>
    /// <param name="rule">How vectors become scores.</param>
    public BlockPasses(ModelPlan plan, ScoreRule rule)
    {
        _isDynamic = plan.IsDynamic;
        _lossRule = LossRule.From(plan.Settings);
        _mask = plan.Settings.MaskKnownEdges ? new KnownMask() : null;
        _labels = plan.Settings.KnownLabels ? new LabelLoss(plan.Settings.LossFn) : null;
        _candidates = new CandidateScorer(rule, _products);
        _positives = new PositiveScorer(rule);
        _all = new AllCandidates(rule, _products);
        _panels = new UniformPanels(rule, _products);
        _tile = new ScoreTile(rule);
        _mirror = new ScoreTile(rule);
    }

    /// <summary>Is shown each tile of scores before the loss overwrites it; none in a run.</summary>
    public ScoreObserver? Observer { get; set; }

    /// <summary>What is known of the slice's edges, where the settings ask for it.</summary>
    public SliceFacts Facts { get; set; } = SliceFacts.None;

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times { get; set; }

    /// <summary>Runs both passes of an encoded block.</summary>
    /// <param name="step">The batch, its negatives and its tables.</param>
    /// <param name="gradients">Of the block; both passes add to them.</param>
    /// <returns>The loss of corrupted left-hand and of corrupted right-hand entities.</returns>
    public (TileLoss Lhs, TileLoss Rhs) Run(BlockStep step, NegativeBlockGradients gradients)
    {
        _prefetch.Begin(step.Batch, step.Block.Index + 1, step.Negatives, step.Paths, Prefetches);
        Times?.End(TrainingStage.Encode);
        return step.Plan.SharesScores
            ? RunBoth(step, gradients)
            : (RunPass(Side.Lhs, step, gradients), RunPass(Side.Rhs, step, gradients));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _products.Dispose();
        _all.Dispose();
        _panels.Dispose();
        _tile.Dispose();
        _mirror.Dispose();
    }

    private TileLoss RunPass(Side side, BlockStep step, NegativeBlockGradients gradients)
    {
        if (step.Plan.Counts.Disables(side))
        {
            return PositivesOnly(side, step, gradients);
        }

        return step.Plan.Scheme.Kind == NegativeKind.All
            ? AgainstAll(side, step, gradients)
            : AgainstSampled(side, step, gradients);
    }

    private TileLoss AgainstSampled(Side side, BlockStep step, NegativeBlockGradients gradients)
    {
        NegativeBlock block = step.Block;
        NegativeScheme scheme = step.Plan.Scheme;
        RowPath path = step.PathOf(side);
        EmbeddingBatch queries = block.QueriesOf(side);
        EmbeddingBatch candidates = block.CandidatesOf(side);
        CandidateRange range = scheme.HasWindows ? block.DrawsOf(side) : block.RangeOf(side);
        ReadOnlySpan<int> streamed = step.Negatives.Streamed(side, block.Index);
        int column = range.Column + range.Count;
        _tile.Reset(block.Rows, column + streamed.Length);
        _prefetch.Prefetch();
        if (scheme.HasWindows)
        {
            _candidates.ScoreWindows(_tile, queries, candidates, scheme.WindowRows);
        }

        _candidates.Score(_tile, queries, candidates, range);
        _panels.Score(_tile, queries, path, streamed, column);
        _prefetch.Prefetch();
        FinishScores(_tile, side, step);
        TileLoss loss = ToGradients(_tile, step);
        _prefetch.Prefetch();
        EmbeddingGradients queryGradients = gradients.QueriesOf(side);
        EmbeddingGradients candidateGradients = gradients.CandidatesOf(side);
        _candidates.Backward(_tile, queryGradients, candidateGradients, range);
        _panels.Backward(_tile, queryGradients, path, streamed, column, step.StepLr);
        if (scheme.HasWindows)
        {
            _candidates.BackwardWindows(_tile, queryGradients, candidateGradients, scheme.WindowRows);
        }

        if (scheme.Kind != NegativeKind.BatchAndUniform)
        {
            _positives.Backward(_tile, queryGradients, candidateGradients);
        }

        Times?.End(TrainingStage.Gradients);
        return loss;
    }

    /// <summary>Corrupts both sides with one product for the block's own entities.</summary>
    /// <remarks>
    /// Without operators of both sides, left entity <c>i</c> and right entity <c>j</c> have the same score whichever
    /// of them is the candidate: one tile is the other's transpose. Their gradients add up before the backward pass,
    /// so that of the six products of the block's own entities three remain.
    /// </remarks>
    private (TileLoss Lhs, TileLoss Rhs) RunBoth(BlockStep step, NegativeBlockGradients gradients)
    {
        NegativeBlock block = step.Block;
        EmbeddingBatch left = block.CandidatesOf(Side.Lhs);
        EmbeddingBatch right = block.CandidatesOf(Side.Rhs);
        CandidateRange all = block.RangeOf(Side.Rhs);
        CandidateRange draws = new(block.Rows, block.RangeOf(Side.Lhs).Count - block.Rows, block.Rows);
        _tile.Reset(block.Rows, all.Count);
        _mirror.Reset(block.Rows, block.Rows + draws.Count);
        _prefetch.Prefetch();
        _candidates.Score(_tile, left, right, all);
        _prefetch.Prefetch();
        _mirror.CopyTransposed(_tile);
        _candidates.Score(_mirror, right, left, draws);
        _prefetch.Prefetch();

        FinishScores(_mirror, Side.Lhs, step);
        TileLoss lhs = ToGradients(_mirror, step);
        FinishScores(_tile, Side.Rhs, step);
        TileLoss rhs = ToGradients(_tile, step);
        _prefetch.Prefetch();

        _tile.AddTransposed(_mirror);
        EmbeddingGradients leftGradients = gradients.CandidatesOf(Side.Lhs);
        EmbeddingGradients rightGradients = gradients.CandidatesOf(Side.Rhs);
        _candidates.Backward(_tile, leftGradients, rightGradients, all);
        _prefetch.Prefetch();
        _candidates.Backward(_mirror, rightGradients, leftGradients, draws);
        _prefetch.Prefetch();
        Times?.End(TrainingStage.Gradients);
        return (lhs, rhs);
    }

    /// <summary>Scores the positives and masks what is no negative.</summary>
    private void FinishScores(ScoreTile tile, Side side, BlockStep step)
    {
        NegativeScheme scheme = step.Plan.Scheme;
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        if (sharesBatch && !tile.IsDistance)
        {
            tile.MovePositivesFromDiagonal(scheme.WindowRows);
        }
        else
        {
            _positives.Score(tile, step.Block.QueriesOf(side), step.Block.CandidatesOf(side));
        }

        if (sharesBatch && tile.IsDistance)
        {
            tile.MaskDiagonal(scheme.WindowRows);
        }

        if (_mask is not null && Facts.Known is { } known)
        {
            _mask.Mask(tile, known, QueriesOf(side, step), scheme, step.Negatives.Of(side, step.Block.Index));
        }

        Observer?.Invoke(side, step.Block.Start, tile);
        Times?.End(TrainingStage.Scores);
    }

    private TileLoss ToGradients(ScoreTile tile, BlockStep step)
    {
        NegativeScheme scheme = step.Plan.Scheme;
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        int padding = sharesBatch && !scheme.HasWindows ? scheme.BlockRows - step.Block.Rows : 0;
        TileLoss loss = _lossRule.Apply(tile, step.Weights, step.Relation.Weight, tile.Columns + padding);
        if (sharesBatch)
        {
            tile.CopyPositivesToDiagonal(scheme.WindowRows);
        }

        Times?.End(TrainingStage.Loss);
        return loss;
    }

    private TileLoss AgainstAll(Side side, BlockStep step, NegativeBlockGradients gradients)
    {
        NegativeBlock block = step.Block;
        EmbeddingBatch queries = block.QueriesOf(side);
        EmbeddingBatch targets = block.CandidatesOf(side);
        RowPath path = step.PathOf(side);
        _tile.Reset(block.Rows, checked((int)path.Table.RowCount));
        _positives.Score(_tile, queries, targets);
        _all.Score(_tile, queries, path);
        _tile.MaskColumns(targets.Ids, 0, ScoreRule.Masked);
        if (_mask is not null && Facts.Known is { } known)
        {
            KnownMask.MaskAll(_tile, known, QueriesOf(side, step));
        }

        Observer?.Invoke(side, block.Start, _tile);
        TileLoss loss = LossAgainstAll(side, step);
        _tile.MaskColumns(targets.Ids, 0, 0f);
        _all.Backward(_tile, gradients.QueriesOf(side), path);
        _positives.Backward(_tile, gradients.QueriesOf(side), gradients.CandidatesOf(side));
        return loss;
    }

    private TileLoss LossAgainstAll(Side side, BlockStep step)
    {
        if (_labels is null || Facts.Known is not { } known)
        {
            return _lossRule.Apply(_tile, step.Weights, step.Relation.Weight, _tile.Columns);
        }

        _lossRule.Shift(_tile);
        return _labels.Apply(_tile, known, QueriesOf(side, step), step.Weights, step.Relation.Weight);
    }

    private TileLoss PositivesOnly(Side side, BlockStep step, NegativeBlockGradients gradients)
    {
        NegativeBlock block = step.Block;
        _tile.Reset(block.Rows, 0);
        _positives.Score(_tile, block.QueriesOf(side), block.CandidatesOf(side));
        Observer?.Invoke(side, block.Start, _tile);
        TileLoss loss = _lossRule.Apply(_tile, step.Weights, step.Relation.Weight, normalizer: 0);
        _positives.Backward(_tile, gradients.QueriesOf(side), gradients.CandidatesOf(side));
        return loss;
    }

    private QueryRows QueriesOf(Side side, BlockStep step) => new(side, step.Batch, step.Block.Start, _isDynamic);
}

/// <summary>What the passes of a batch's blocks share.</summary>
/// <param name="Block">The vectors of the current block.</param>
/// <param name="Batch">The edges, the queries of all blocks.</param>
/// <param name="Relation">Its relation type.</param>
/// <param name="Plan">Which negatives its blocks get.</param>
/// <param name="Paths">How ids become vectors.</param>
/// <param name="Negatives">The batch's draws.</param>
internal readonly record struct BlockStep(
    NegativeBlock Block, EdgeBatch Batch, RelationType Relation, BlockPlan Plan, RelationPaths Paths,
    BatchNegatives Negatives)
{
    /// <summary>Learning rate of rows that step at their last use in the batch, or none.</summary>
    public float? StepLr { get; init; }

    /// <summary>The weights of the block's edges, or empty.</summary>
    public ReadOnlySpan<float> Weights =>
        Batch.Weights.IsEmpty ? [] : Batch.Weights.Slice(Block.Start, Block.Rows);

    /// <summary>How a corrupted side's ids become candidates.</summary>
    public RowPath PathOf(Side corrupted) => corrupted == Side.Lhs ? Paths.Lhs : Paths.Rhs;
}

/// <summary>Looks at a tile of scores.</summary>
/// <param name="corrupted">The side that was corrupted.</param>
/// <param name="start">First edge of the tile in its batch.</param>
/// <param name="tile">Scores, valid during the call.</param>
internal delegate void ScoreObserver(Side corrupted, int start, ScoreTile tile);
