using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.Losses;

namespace BigGraphActors.Engine.Steps;

/// <summary>One thread's optimiser step: a batch's scores, loss, gradients and the update of what it touched.</summary>
/// <remarks>
/// Per negative block: look up and transform, score tile, loss gradient in place, two gradient products, back through
/// the operator, sum by row. After the last block the optimiser acts once on each row. PBG: <c>Trainer</c>'s batch
/// step on <c>MultiRelationEmbedder</c>. Not thread-safe; its tables and parameters are shared (HOGWILD).
/// </remarks>
internal sealed class BatchTrainer : IDisposable
{
    private readonly ModelPlan _plan;
    private readonly CubicRegularizer? _regularizer;
    private readonly MatrixQueries _queries;
    private readonly NegativeBlock _block;
    private readonly BlockPasses _passes;
    private readonly BatchNegatives _negatives = new();

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">Types and relations.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="rule">How vectors become scores; by default as the settings say.</param>
    public BatchTrainer(ModelPlan plan, SharedModel model, ScoreRule? rule = null)
    {
        _plan = plan;
        rule ??= ScoreRule.ForTraining(plan.Settings);
        _regularizer = CubicRegularizer.From(plan.Settings);
        _queries = new MatrixQueries(rule);
        _block = new NegativeBlock(rule, _queries);
        _passes = new BlockPasses(plan, rule);
        Gradients = new GradientSet(plan, model);
    }

    /// <summary>The gradients summed since the last step.</summary>
    public GradientSet Gradients { get; }

    /// <summary>Is shown each tile of scores before the loss overwrites it; none in a run.</summary>
    public ScoreObserver? Observer
    {
        get => _passes.Observer;
        set => _passes.Observer = value;
    }

    /// <summary>Bytes of a side's draws from which on they are streamed.</summary>
    public long StreamedBytes { get; init; } = UniformPanels.StreamedBytes;

    /// <summary>What is known of the slice's edges, where the settings ask for it.</summary>
    public SliceFacts Facts
    {
        get => _passes.Facts;
        set => _passes.Facts = value;
    }

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times
    {
        get => _passes.Times;
        set => _passes.Times = value;
    }

    /// <summary>Whether in-batch scores serve both passes where they can; off only to compare.</summary>
    public bool SharesScores { get; init; } = true;

    /// <summary>Turns to another bucket.</summary>
    public void Bind(BucketTables tables) => Gradients.Bind(tables);

    /// <summary>Adds a batch's gradients to <see cref="Gradients"/>.</summary>
    /// <param name="batch">At least one edge.</param>
    /// <param name="counts">Batch and uniform negatives of an edge and side.</param>
    /// <param name="draw">Draws the uniform ones.</param>
    public BatchStatistics Accumulate(EdgeBatch batch, NegativeCounts counts, NegativeDraw draw) =>
        Run(batch, counts, draw, null, null);

    /// <summary>Trains on a batch: the same as <see cref="Accumulate"/> and then <see cref="Apply"/>.</summary>
    /// <param name="batch">At least one edge.</param>
    /// <param name="counts">Batch and uniform negatives of an edge and side.</param>
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
        _passes.Dispose();
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
        _negatives.Draw(plan, batch.Count, relation, paths);
        _queries.Encode(batch, paths);

        // With every entity a candidate no row has a last use before the batch ends, and feature lists are not counted.
        bool countsUses = plan.Scheme.Kind != NegativeKind.All && !relation.Lhs.Featurized && !relation.Rhs.Featurized;
        float? stepLr = countsUses ? lr : null;
        if (stepLr is not null)
        {
            _negatives.RegisterUses(batch, paths, _queries);
        }

        Times?.End(TrainingStage.Batch);
        BatchStatistics total = RunBlocks(
            new BlockStep(_block, batch, relation, plan, paths, _negatives) { StepLr = stepLr });
        if (_queries.AreMade)
        {
            _queries.Backward(stepLr, relationLr);
            Times?.End(TrainingStage.Rows);
        }

        return total;
    }

    private BatchStatistics RunBlocks(BlockStep step)
    {
        BatchStatistics total = new(step.Batch.Count, 0, 0, 0, 0);
        int blocks = step.Plan.BlockCount(step.Batch.Count);
        for (int index = 0; index < blocks; index++)
        {
            _block.Encode(step.Batch, index, _negatives, step.Paths);
            NegativeBlockGradients gradients = _block.BeginGradients();
            (TileLoss lhs, TileLoss rhs) = _passes.Run(step, gradients);
            bool countsParameters = step.Plan.Scheme.Kind != NegativeKind.All || (index == 0 && step.Batch.StartsStep);
            double penalty = _regularizer?.Apply(gradients, step.Batch, step.Paths, countsParameters) ?? 0;
            gradients.Backward(step.StepLr);
            Times?.End(TrainingStage.Rows);
            total += new BatchStatistics(0, lhs.Loss + rhs.Loss, penalty, lhs.Violators, rhs.Violators);
        }

        return total;
    }
}

/// <summary>Sums over the edges of one or many batches. PBG: <c>Stats</c> of training.</summary>
/// <param name="Count">Number of edges.</param>
/// <param name="Loss">Loss of both sides, relation and edge weights included, regulariser not.</param>
/// <param name="Regularization">The regulariser's part of the objective.</param>
/// <param name="LhsViolators">Pairs in which a negative of the left-hand side scores above its positive.</param>
/// <param name="RhsViolators">The same for the right-hand side.</param>
public readonly record struct BatchStatistics(
    long Count, double Loss, double Regularization, long LhsViolators, long RhsViolators)
{
    /// <summary>Mean loss of an edge; 0 without edges.</summary>
    public double LossPerEdge => Count == 0 ? double.NaN : Loss / Count;

    /// <summary>Adds two sums.</summary>
    public static BatchStatistics operator +(BatchStatistics left, BatchStatistics right) => new(
        left.Count + right.Count,
        left.Loss + right.Loss,
        left.Regularization + right.Regularization,
        left.LhsViolators + right.LhsViolators,
        left.RhsViolators + right.RhsViolators);

    /// <summary>The same as the operator, for languages without them.</summary>
    public BatchStatistics Add(BatchStatistics other) => this + other;
}
