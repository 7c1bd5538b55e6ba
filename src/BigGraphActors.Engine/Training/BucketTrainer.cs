using System.Diagnostics;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Trains one bucket after the other: HOGWILD threads, or deterministic ones in lockstep.</summary>
/// <remarks>
/// PBG: the body of <c>TrainingCoordinator</c>'s loop over buckets. Scratch memory is kept from bucket to bucket. One
/// call at a time; the threads are its own.
/// </remarks>
public sealed class BucketTrainer : IDisposable
{
    private readonly ModelPlan _plan;
    private readonly BatchTrainer[] _trainers;
    private readonly LockstepTrainer? _lockstep;
    private readonly GroupedTrainer? _grouped;
    private readonly HeldOutRanker _ranker;
    private readonly ulong _seed;
    private (EdgeSlice Edges, SliceFacts Facts)? _last;
    private readonly IWorkerCrew _crew;

    /// <summary>Allocates the threads' scratch.</summary>
    /// <param name="plan">The run's types and relations.</param>
    /// <param name="model">Shared parameters, updated by all threads.</param>
    /// <param name="threads">HOGWILD threads, at least 1.</param>
    /// <param name="seed">Starts every random sequence; with one thread, or deterministic, the result repeats.</param>
    /// <param name="crew">Whose threads train; by default the engine's own.</param>
    public BucketTrainer(ModelPlan plan, SharedModel model, int threads, ulong seed, IWorkerCrew? crew = null)
    {
        _crew = crew ?? WorkerThreads.Instance;
        Threads = threads;
        _plan = plan;
        _seed = seed;
        bool isDeterministic = plan.Settings.Deterministic;
        _lockstep = isDeterministic ? new LockstepTrainer(plan, model, threads) : null;
        _grouped = plan.Settings.GroupQueries ? new GroupedTrainer(plan, model, threads) : null;
        int racing = _lockstep is null && _grouped is null ? threads : 0;
        _trainers = [.. Enumerable.Range(0, racing).Select(_ => new BatchTrainer(plan, model))];
        _ranker = new HeldOutRanker(plan, model, isDeterministic ? LockstepTrainer.Lanes : threads, seed);
    }

    /// <summary>HOGWILD threads.</summary>
    public int Threads { get; }

    /// <summary>Trains a bucket.</summary>
    /// <param name="work">Lease, tables and edges.</param>
    /// <param name="stop">Ends training between two batches.</param>
    /// <returns>Sums and times; the caller adds what it spent on input and output.</returns>
    /// <exception cref="TrainingDivergedException">When a batch's loss is no number.</exception>
    /// <exception cref="EdgeRangeException">When an edge names what does not exist.</exception>
    public BucketReport Train(BucketWork work, CancellationToken stop)
    {
        EdgeRangeCheck.Check(work.Edges, _plan, work.Tables);
        HeldOutSeed where = new(work.Lease.Position.EdgePath, work.Lease.Position.EdgeSlice, work.Lease.Bucket);
        int[] heldOut = HeldOutEdges.Draw(work.Edges.Count, _plan.Settings.EvalFraction, where);
        Stopwatch evaluation = Stopwatch.StartNew();
        RankingSums? before = _ranker.Rank(work, heldOut, stop);
        evaluation.Stop();

        SliceFacts facts = FactsOf(work);
        int[] indices = HeldOutEdges.Remaining(work.Edges.Count, heldOut);
        BucketStreams streams = new(_seed, work.Lease.Index);
        streams.OfOrder().Shuffle(indices);
        Stopwatch training = Stopwatch.StartNew();
        BatchStatistics statistics = TrainOn(work, indices, facts, streams, stop);
        training.Stop();

        evaluation.Start();
        RankingSums? after = _ranker.Rank(work, heldOut, stop);
        return new BucketReport
        {
            Training = statistics,
            HeldOutBefore = before,
            HeldOutAfter = after,
            TrainingTime = training.Elapsed,
            EvaluationTime = evaluation.Elapsed,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lockstep?.Dispose();
        _grouped?.Dispose();
        Array.ForEach(_trainers, trainer => trainer.Dispose());
    }

    /// <summary>A model of one bucket trains the same slice in every epoch: it is counted once.</summary>
    private SliceFacts FactsOf(BucketWork work)
    {
        if (_last is not { } last || !ReferenceEquals(last.Edges, work.Edges))
        {
            _last = (work.Edges, SliceFacts.Of(_plan, work.Edges, work.Tables));
        }

        return _last.Value.Facts;
    }

    private BatchStatistics TrainOn(
        BucketWork work, Memory<int> indices, SliceFacts facts, BucketStreams streams, CancellationToken stop) =>
        _lockstep is not null ? _lockstep.Train(work, indices, facts, streams, _crew, stop)
        : _grouped is not null ? _grouped.Train(work, indices, facts, streams, _crew, stop)
        : Race(work, indices, facts, streams, stop);

    private BatchStatistics Race(
        BucketWork work, Memory<int> indices, SliceFacts facts, BucketStreams streams, CancellationToken stop)
    {
        BatchShares shares = new(
            indices,
            _trainers.Length,
            share => BatchFiller.CursorOf(_plan, work.Edges, share, _plan.Settings.BatchSize));
        using HeadStart headStart = HeadStart.For(_plan, work.Tables, shares.ShareLength);
        return RacingThreads.Run(
            _crew,
            _trainers.Length,
            headStart,
            (index, headStart, ending) =>
            {
                ThreadShare part = new(shares, index, streams.OfTraining(index), headStart, facts);
                return TrainShare(_trainers[index], work, part, ending);
            },
            stop);
    }

    private BatchStatistics TrainShare(
        BatchTrainer trainer, BucketWork work, ThreadShare share, CancellationToken stop)
    {
        trainer.Bind(work.Tables);
        NegativeCounts counts = NegativeCounts.ForTraining(_plan.Settings);
        BatchFiller filler = BatchFiller.ForParts(
            _plan, work.Edges, (int)Math.Min(_plan.Settings.BatchSize, work.Edges.Count), share.Facts.Weights);
        trainer.Facts = share.Facts;
        NegativeSampler sampler = new(share.Random, share.Facts.Sampler);
        NegativeDraw draw = sampler.Fill;
        Func<long, long> pick = share.Random.Pick;
        float lr = (float)_plan.Settings.Lr;
        float relationLr = (float)_plan.Settings.LrOfRelations();
        BatchStatistics total = default;
        while (share.Edges.Next(share.Thread, pick) is { IsEmpty: false } indices)
        {
            stop.ThrowIfCancellationRequested();
            EdgeBatch batch = filler.Fill(indices.Span);
            sampler.TurnTo(_plan.Relations[batch.RelationType]);
            BatchStatistics statistics = trainer.Train(batch, counts, draw, lr, relationLr);
            if (!double.IsFinite(statistics.Loss))
            {
                throw TrainingDivergedException.InBatch(_plan.Settings, work.Lease, total.Count);
            }

            total += statistics;
            share.HeadStart?.Advance(batch.Count);
            work.OnBatch?.Invoke(batch.Count);
        }

        return total;
    }

    /// <summary>One thread's part of a bucket.</summary>
    /// <param name="Edges">Where it takes batches from.</param>
    /// <param name="Thread">Number of the thread, from 0.</param>
    /// <param name="Random">Its random choices.</param>
    /// <param name="HeadStart">Told how far the first thread is; none for the others.</param>
    /// <param name="Facts">What is known of the slice.</param>
    private sealed record ThreadShare(
        BatchShares Edges, int Thread, RandomStream Random, HeadStart? HeadStart, SliceFacts Facts);
}

/// <summary>What a bucket's training needs from outside.</summary>
/// <param name="Lease">The right to train it.</param>
/// <param name="Tables">The tables of its partitions.</param>
/// <param name="Edges">The edges of the slice; only read.</param>
/// <param name="OnBatch">Is told after each batch how many edges it had, from any thread; may be none.</param>
public sealed record BucketWork(BucketLease Lease, BucketTables Tables, EdgeSlice Edges, Action<int>? OnBatch);

/// <summary>
/// Evaluates a bucket's held-out edges while it is trained, with the negatives of the <c>eval_*</c> keys.
/// </summary>
/// <remarks>
/// PBG: <c>eval_stats_before</c> and <c>eval_stats_after</c>; the batch is rounded up to whole blocks.
/// </remarks>
internal sealed class HeldOutRanker
{
    private readonly ModelPlan _plan;
    private readonly ulong _seed;
    private readonly SharedModel _model;
    private readonly int _threads;

    /// <summary>Prepares the evaluation; scratch lives only as long as one call, since it may be large.</summary>
    public HeldOutRanker(ModelPlan plan, SharedModel model, int threads, ulong seed)
    {
        _plan = plan;
        _model = model;
        _threads = threads;
        _seed = seed;
    }

    /// <summary>Ranks edges.</summary>
    /// <param name="work">The bucket.</param>
    /// <param name="edges">Indices into its slice.</param>
    /// <param name="stop">Ends the evaluation between two batches.</param>
    /// <returns>The sums, or none without edges or negatives.</returns>
    public RankingSums? Rank(BucketWork work, int[] edges, CancellationToken stop)
    {
        NegativeCounts counts = NegativeCounts.ForHeldOut(_plan.Settings);
        bool hasNegatives = counts.Batch > 0 || counts.Uniform > 0 || _plan.Relations.All(relation => relation.AllNegs);
        if (edges.Length == 0 || !hasNegatives)
        {
            return null;
        }

        int size = _plan.Settings.BatchSize;
        int batchSize = counts.Batch > 0 ? (size + counts.Batch - 1) / counts.Batch * counts.Batch : size;
        SliceRanker ranker = new(_plan, _model, new RankingPlan(counts, batchSize, _threads));
        return ranker.Rank(work.Tables, work.Edges, edges, null, new BucketStreams(_seed, work.Lease.Index), stop);
    }
}
