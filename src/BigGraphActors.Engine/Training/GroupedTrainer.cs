using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Training;

/// <summary>Trains a bucket query by query: edges that ask the same are scored together.</summary>
/// <remarks>
/// A step has the queries of both sides that stand for <c>batch_size</c> edges each. In a pass each edge is met twice,
/// once with either end asked for, in different steps.
/// </remarks>
internal sealed class GroupedTrainer : IDisposable
{
    private readonly ModelPlan _plan;
    private readonly QueryTrainer[] _trainers;

    /// <summary>Allocates the threads' scratch.</summary>
    /// <param name="plan">The run's types and its one, dynamic relation type.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="threads">Threads, at least 1.</param>
    public GroupedTrainer(ModelPlan plan, SharedModel model, int threads)
    {
        _plan = plan;
        _trainers = [.. Enumerable.Range(0, threads).Select(_ => new QueryTrainer(plan, model))];
    }

    /// <summary>Trains on edges of a slice.</summary>
    /// <param name="work">The bucket.</param>
    /// <param name="indices">Edges of the slice.</param>
    /// <param name="facts">What is known of the slice.</param>
    /// <param name="streams">The random numbers of the bucket.</param>
    /// <param name="crew">Runs the threads.</param>
    /// <param name="stop">Ends training between two batches.</param>
    /// <exception cref="TrainingDivergedException">When a batch's loss is no number.</exception>
    public BatchStatistics Train(
        BucketWork work,
        ReadOnlyMemory<int> indices,
        SliceFacts facts,
        BucketStreams streams,
        IWorkerCrew crew,
        CancellationToken stop)
    {
        RandomStream random = streams.OfGroups();
        QueryGroups lhs = new(work.Edges, indices.Span, Side.Lhs, random, _plan.Settings.GroupLimit);
        QueryGroups rhs = new(work.Edges, indices.Span, Side.Rhs, random, _plan.Settings.GroupLimit);
        Range[] lhsShares = lhs.Share(_trainers.Length);
        Range[] rhsShares = rhs.Share(_trainers.Length);
        using HeadStart headStart = HeadStart.For(_plan, work.Tables);
        return RacingThreads.Run(
            crew,
            _trainers.Length,
            headStart,
            (index, headStart, ending) => TrainShare(
                _trainers[index],
                work,
                new QueryFeed(work.Edges, lhs, lhsShares[index], _plan.Settings, facts.Weights),
                new QueryFeed(work.Edges, rhs, rhsShares[index], _plan.Settings, facts.Weights),
                headStart,
                ending),
            stop);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_trainers, trainer => trainer.Dispose());

    private BatchStatistics TrainShare(
        QueryTrainer trainer,
        BucketWork work,
        QueryFeed lhs,
        QueryFeed rhs,
        HeadStart? headStart,
        CancellationToken ending)
    {
        trainer.Bind(work.Tables);
        float lr = (float)_plan.Settings.Lr;
        float relationLr = (float)_plan.Settings.LrOfRelations();
        BatchStatistics total = default;
        while (lhs.Next() | rhs.Next())
        {
            ending.ThrowIfCancellationRequested();
            BatchStatistics statistics = trainer.Train(lhs.Batch, rhs.Batch, lr, relationLr);
            if (!double.IsFinite(statistics.Loss))
            {
                throw TrainingDivergedException.InBatch(_plan.Settings, work.Lease, total.Count);
            }

            total += statistics;
            headStart?.Advance((int)statistics.Count);
            work.OnBatch?.Invoke((int)statistics.Count);
        }

        return total;
    }
}
