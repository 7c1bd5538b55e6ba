using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>One thread's optimiser step: a batch's scores, loss, gradients and the update of what it touched.</summary>
/// <remarks>
/// Per negative block: look up and transform, score tile, loss gradient in place, two gradient products, back through
/// the operator, sum by row. After the last block the optimiser acts once on each row. PBG: <c>Trainer</c>'s batch
/// step on <c>MultiRelationEmbedder</c>. Not thread-safe; its tables and parameters are shared (HOGWILD).
/// </remarks>
internal sealed partial class BatchTrainer : IDisposable
{
    /// <summary>Times that a block asks for rows of the next: before and after each pass's products.</summary>
    private const int CallsToAsk = 6;

    private readonly ModelPlan _plan;
    private readonly LossRule _lossRule;
    private readonly CubicRegularizer? _regularizer;
    private readonly MatrixQueries _queries;
    private readonly NegativeBlock _block;
    private readonly ScoreTile _tile;
    private readonly ScoreTile _mirror;
    private readonly AllCandidates _all;
    private readonly UniformPanels _panels;
    private readonly BatchNegatives _negatives = new();
    private readonly ComingRows _coming = new();
    private float? _stepLr;
    private readonly KnownMask? _mask;
    private readonly LabelLoss? _labels;

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">Types and relations.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="rule">How vectors become scores; by default as the settings say.</param>
    public BatchTrainer(ModelPlan plan, SharedModel model, ScoreRule? rule = null)
    {
        _plan = plan;
        rule ??= ScoreRule.ForTraining(plan.Settings);
        _lossRule = LossRule.From(plan.Settings);
        _regularizer = CubicRegularizer.From(plan.Settings);
        _mask = plan.Settings.MaskKnownEdges ? new KnownMask() : null;
        _labels = plan.Settings.KnownLabels ? new LabelLoss(plan.Settings.LossFn) : null;
        _queries = new MatrixQueries(rule);
        _block = new NegativeBlock(rule, _queries);
        _tile = new ScoreTile(rule);
        _mirror = new ScoreTile(rule);
        _all = new AllCandidates(rule);
        _panels = new UniformPanels(rule);
        Gradients = new GradientSet(plan, model);
    }

    /// <summary>The gradients summed since the last step.</summary>
    public GradientSet Gradients { get; }

    /// <summary>Is shown each tile of scores before the loss overwrites it; none in a run.</summary>
    public ScoreObserver? Observer { get; set; }

    /// <summary>Bytes of a side's draws from which on they are streamed.</summary>
    public long StreamedBytes { get; init; } = UniformPanels.StreamedBytes;

    /// <summary>What is known of the slice's edges, where the settings ask for it.</summary>
    public SliceFacts Facts { get; set; } = SliceFacts.None;

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times { get; set; }

    /// <summary>Turns to another bucket.</summary>
    public void Bind(BucketTables tables) => Gradients.Bind(tables);

    /// <summary>Adds a batch's gradients to <see cref="Gradients"/>.</summary>
    /// <param name="batch">At least one edge.</param>
    /// <param name="counts">How many negatives.</param>
    /// <param name="draw">Draws the uniform ones.</param>
    public BatchStatistics Accumulate(EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
        Run(batch, counts, draw, null, null);

    /// <summary>Trains on a batch: the same as <see cref="Accumulate"/> and then <see cref="Apply"/>.</summary>
    /// <param name="batch">At least one edge.</param>
    /// <param name="counts">How many negatives.</param>
    /// <param name="draw">Draws the uniform ones.</param>
    /// <param name="lr">Learning rate of embeddings.</param>
    /// <param name="relationLr">Learning rate of shared parameters.</param>
    /// <remarks>Rows step at their last use in the batch, which nothing in the batch can tell from a step at its end.
    /// </remarks>
    public BatchStatistics Train(
        EdgeBatch batch, NegativeCounts counts, NegativeDraw draw, float lr, float relationLr)
    {
        // The penalty has gradients of parameters of its own, which a step with the others' must await.
        float? atOnce = _regularizer is null ? relationLr : null;
        BatchStatistics statistics = Run(batch, counts, draw, lr, atOnce);
        Gradients.Apply(lr, relationLr);
        Times?.End(TrainingStage.Parameters);
        return statistics;
    }

    /// <summary>Takes the optimiser step.</summary>
    public void Apply(float lr, float relationLr) => Gradients.Apply(lr, relationLr);

    /// <inheritdoc/>
    public void Dispose()
    {
        _queries.Dispose();
        _block.Dispose();
        _tile.Dispose();
        _mirror.Dispose();
        _all.Dispose();
        _panels.Dispose();
        Gradients.Dispose();
    }

    private BatchStatistics Run(
        EdgeBatch batch, NegativeCounts counts, NegativeDraw draw, float? lr, float? relationLr)
    {
        RelationType relation = _plan.Relations[batch.RelationType];
        RelationPaths paths = Gradients.PathsOf(relation);
        BlockPlan plan = BlockPlan.For(relation, counts, batch.StepEdges, paths, draw);
        bool streams = UniformPanels.IsWorthwhile(plan.Scheme.UniformCount, paths.Lhs, StreamedBytes)
            && UniformPanels.IsWorthwhile(plan.Scheme.UniformCount, paths.Rhs, StreamedBytes);
        streams &= plan.Scheme.UniformCount > 0;
        plan = plan with { StreamsDraws = streams, SharesScores = plan.SharesScores && SharesScores && !streams };
        BatchStatistics total = new(batch.Count, 0, 0, 0, 0);
        int blocks = plan.BlockCount(batch.Count);
        _negatives.Draw(plan, batch.Count, relation, paths);
        _queries.Encode(batch, paths);

        // With every entity a candidate no row has a last use before the batch ends, and feature lists are not counted.
        bool countsUses = plan.Scheme.Kind != NegativeKind.All && !relation.Lhs.Featurized && !relation.Rhs.Featurized;
        _stepLr = countsUses ? lr : null;
        if (_stepLr is not null)
        {
            _negatives.RegisterUses(batch, paths, _queries);
        }

        Times?.End(TrainingStage.Batch);
        for (int index = 0; index < blocks; index++)
        {
            _block.Encode(batch, index, _negatives, paths);
            _block.BeginGradients();
            _coming.Begin(batch, index + 1, _negatives, paths, CallsToAsk);
            Times?.End(TrainingStage.Encode);
            (TileLoss lhs, TileLoss rhs) = plan.SharesScores
                ? RunBothPasses(batch, relation, plan.Scheme)
                : (RunPass(Side.Lhs, batch, relation, plan, paths), RunPass(Side.Rhs, batch, relation, plan, paths));
            bool countsParameters = plan.Scheme.Kind != NegativeKind.All || (index == 0 && batch.StartsStep);
            double penalty = _regularizer?.Apply(_block, batch, paths, countsParameters) ?? 0;
            _block.Backward(_stepLr);
            Times?.End(TrainingStage.Rows);
            total += new BatchStatistics(0, lhs.Loss + rhs.Loss, penalty, lhs.Violators, rhs.Violators);
        }

        if (_queries.AreMade)
        {
            _queries.Backward(_stepLr, relationLr);
            Times?.End(TrainingStage.Rows);
        }

        return total;
    }

    private TileLoss RunPass(Side side, EdgeBatch batch, RelationType relation, BlockPlan plan, RelationPaths paths)
    {
        ReadOnlySpan<float> weights = batch.Weights.IsEmpty ? [] : batch.Weights.Slice(_block.Start, _block.Rows);
        if (plan.Counts.Disables(side))
        {
            return PositivesOnly(side, weights, relation);
        }

        QueryRows asked = new(side, batch, _block.Start, _plan.IsDynamic);
        return plan.Scheme.Kind == NegativeKind.All
            ? AgainstAll(asked, weights, relation, paths)
            : AgainstSampled(asked, weights, relation, plan, side == Side.Lhs ? paths.Lhs : paths.Rhs);
    }

    private TileLoss AgainstSampled(
        QueryRows asked, ReadOnlySpan<float> weights, RelationType relation, BlockPlan plan, RowPath path)
    {
        Side side = asked.Corrupted;
        NegativeScheme scheme = plan.Scheme;
        EncodedRows queries = _block.QueriesOf(side);
        EncodedRows candidates = _block.CandidatesOf(side);
        bool hasWindows = scheme.HasWindows;
        CandidateRange range = hasWindows ? _block.DrawsOf(side) : _block.RangeOf(side);
        ReadOnlySpan<int> streamed = _negatives.Streamed(side, _block.Index);
        int column = range.Column + range.Count;
        int columns = column + streamed.Length;
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        _tile.Reset(_block.Rows, columns);
        _coming.Ask();
        if (hasWindows)
        {
            _tile.ScoreWindows(queries, candidates, scheme.WindowRows);
        }

        _tile.ScoreCandidates(queries, candidates, range);
        _panels.Score(_tile, queries, path, streamed, column);
        _coming.Ask();
        FinishScores(_tile, asked, scheme);
        TileLoss loss = ToGradients(_tile, weights, relation, scheme);
        _coming.Ask();
        _tile.BackwardCandidates(queries, candidates, range);
        _panels.Backward(_tile, queries, path, streamed, column, _stepLr);
        if (hasWindows)
        {
            _tile.BackwardWindows(queries, candidates, scheme.WindowRows);
        }

        if (!sharesBatch)
        {
            _tile.BackwardPositives(queries, candidates);
        }

        Times?.End(TrainingStage.Gradients);
        return loss;
    }

    /// <summary>Scores the positives and masks what is no negative.</summary>
    private void FinishScores(ScoreTile tile, QueryRows asked, NegativeScheme scheme)
    {
        Side side = asked.Corrupted;
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        if (sharesBatch && !tile.IsDistance)
        {
            tile.TakePositivesFromDiagonal(scheme.WindowRows);
        }
        else
        {
            tile.ScorePositives(_block.QueriesOf(side), _block.CandidatesOf(side));
        }

        if (sharesBatch && tile.IsDistance)
        {
            tile.MaskDiagonal(scheme.WindowRows);
        }

        if (_mask is not null && Facts.Known is { } known)
        {
            _mask.Mask(tile, known, asked, scheme, _negatives.Of(side, _block.Index));
        }

        Observer?.Invoke(side, _block.Start, tile);
        Times?.End(TrainingStage.Scores);
    }

    private TileLoss ToGradients(
        ScoreTile tile, ReadOnlySpan<float> weights, RelationType relation, NegativeScheme scheme)
    {
        bool sharesBatch = scheme.Kind == NegativeKind.BatchAndUniform;
        int padding = sharesBatch && !scheme.HasWindows ? scheme.BlockRows - _block.Rows : 0;
        TileLoss loss = _lossRule.Apply(tile, weights, relation.Weight, tile.Columns + padding);
        if (sharesBatch)
        {
            tile.PutPositivesOnDiagonal(scheme.WindowRows);
        }

        Times?.End(TrainingStage.Loss);
        return loss;
    }

    private TileLoss AgainstAll(
        QueryRows asked, ReadOnlySpan<float> weights, RelationType relation, RelationPaths paths)
    {
        Side side = asked.Corrupted;
        EncodedRows queries = _block.QueriesOf(side);
        EncodedRows targets = _block.CandidatesOf(side);
        RowPath path = side == Side.Lhs ? paths.Lhs : paths.Rhs;
        _tile.Reset(_block.Rows, checked((int)path.Table.RowCount));
        _tile.ScorePositives(queries, targets);
        _all.Score(_tile, queries, path);
        _tile.MaskColumns(targets.Ids, 0, ScoreRule.Masked);
        if (_mask is not null && Facts.Known is { } known)
        {
            KnownMask.MaskAll(_tile, known, asked);
        }

        Observer?.Invoke(side, _block.Start, _tile);
        TileLoss loss = LossAgainstAll(asked, weights, relation);
        _tile.MaskColumns(targets.Ids, 0, 0f);
        _all.Backward(_tile, queries, path);
        _tile.BackwardPositives(queries, targets);
        return loss;
    }

    private TileLoss LossAgainstAll(QueryRows asked, ReadOnlySpan<float> weights, RelationType relation)
    {
        if (_labels is null || Facts.Known is not { } known)
        {
            return _lossRule.Apply(_tile, weights, relation.Weight, _tile.Columns);
        }

        _lossRule.Shift(_tile);
        return _labels.Apply(_tile, known, asked, weights, relation.Weight);
    }

    private TileLoss PositivesOnly(Side side, ReadOnlySpan<float> weights, RelationType relation)
    {
        EncodedRows queries = _block.QueriesOf(side);
        EncodedRows targets = _block.CandidatesOf(side);
        _tile.Reset(_block.Rows, 0);
        _tile.ScorePositives(queries, targets);
        Observer?.Invoke(side, _block.Start, _tile);
        TileLoss loss = _lossRule.Apply(_tile, weights, relation.Weight, normalizer: 0);
        _tile.BackwardPositives(queries, targets);
        return loss;
    }
}

/// <summary>Looks at a tile of scores.</summary>
/// <param name="corrupted">The side that was corrupted.</param>
/// <param name="start">First edge of the tile in its batch.</param>
/// <param name="tile">Scores, valid during the call.</param>
internal delegate void ScoreObserver(Side corrupted, int start, ScoreTile tile);
