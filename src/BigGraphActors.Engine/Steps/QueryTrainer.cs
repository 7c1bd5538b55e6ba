using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Steps;

/// <summary>One thread's optimiser step on queries against every entity, each scored once for all its edges.</summary>
/// <remarks>
/// The same objective as <see cref="BatchTrainer"/> has with <c>all_negs</c> and softmax, with an edge's two directions
/// in whichever step their queries come. Not thread-safe; its tables and parameters are shared (HOGWILD).
/// </remarks>
internal sealed class QueryTrainer : IDisposable
{
    private const long BlockScores = 1 << 24;
    private const int BlockRowsAtMost = 512;
    private const int BlockRowsAtLeast = 16;

    private readonly RelationType _relation;
    private readonly CubicRegularizer? _regularizer;
    private readonly QueryBlock _block;
    private readonly QuerySoftmax _softmax;

    /// <summary>Allocates a thread's scratch.</summary>
    /// <param name="plan">Types and the one relation type, a dynamic one.</param>
    /// <param name="model">Shared parameters.</param>
    public QueryTrainer(ModelPlan plan, SharedModel model)
    {
        ScoreRule rule = ScoreRule.ForTraining(plan.Settings);
        _relation = plan.Relations[0];
        _regularizer = CubicRegularizer.From(plan.Settings);
        _block = new QueryBlock(rule);
        _softmax = new QuerySoftmax(rule);
        Gradients = new GradientSet(plan, model);
    }

    /// <summary>The gradients summed since the last step.</summary>
    public GradientSet Gradients { get; }

    /// <summary>Takes the time of every stage; none in a run.</summary>
    public StageTimes? Times
    {
        get => _softmax.Times;
        set => _softmax.Times = value;
    }

    /// <summary>Turns to another bucket.</summary>
    public void Bind(BucketTables tables) => Gradients.Bind(tables);

    /// <summary>Takes one step on queries of both sides.</summary>
    /// <param name="lhs">Queries for left-hand entities; may be empty.</param>
    /// <param name="rhs">Queries for right-hand entities; may be empty.</param>
    /// <param name="lr">Learning rate of embeddings.</param>
    /// <param name="relationLr">Learning rate of shared parameters.</param>
    /// <returns>Sums; edges are counted by their right-hand queries.</returns>
    public BatchStatistics Train(QueryBatch lhs, QueryBatch rhs, float lr, float relationLr)
    {
        Times?.End(TrainingStage.Batch);
        BatchStatistics statistics = Accumulate(rhs) + Accumulate(lhs);
        Gradients.Apply(lr, relationLr);
        Times?.End(TrainingStage.Rows);
        return statistics;
    }

    /// <summary>Adds the gradients of one side's queries to <see cref="Gradients"/>.</summary>
    public BatchStatistics Accumulate(QueryBatch batch)
    {
        RelationPaths paths = Gradients.PathsOf(_relation);
        RowPath candidates = batch.Asked == Side.Lhs ? paths.Lhs : paths.Rhs;
        RowPath? queries = batch.Asked == Side.Lhs ? paths.RhsQuery : paths.LhsQuery;
        long fitting = BlockScores / Math.Max(1, candidates.Table.RowCount);
        int blockRows = (int)Math.Clamp(fitting, BlockRowsAtLeast, BlockRowsAtMost);
        BatchStatistics total = new(batch.Asked == Side.Rhs ? batch.Edges : 0, 0, 0, 0, 0);
        for (int start = 0; start < batch.Count; start += blockRows)
        {
            _block.Encode(batch, start, Math.Min(blockRows, batch.Count - start), paths);
            QueryBlockGradients gradients = _block.BeginGradients();
            Times?.End(TrainingStage.Encode);
            TileLoss loss = _softmax.Score(_block, batch, candidates, _relation.Weight);
            _softmax.Backward(gradients, batch, candidates, _relation.Weight);
            double penalty = _regularizer?.Apply(gradients, queries) ?? 0;
            gradients.Backward();
            Times?.End(TrainingStage.Rows);
            total += batch.Asked == Side.Lhs
                ? new BatchStatistics(0, loss.Loss, penalty, loss.Violators, 0)
                : new BatchStatistics(0, loss.Loss, penalty, 0, loss.Violators);
        }

        return total;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _block.Dispose();
        _softmax.Dispose();
        Gradients.Dispose();
    }
}
