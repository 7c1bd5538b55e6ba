using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Trains a bucket so that the result is the same on any number of threads.</summary>
/// <remarks>
/// All threads work on one batch at a time. It is cut into a fixed number of lanes at the borders of its negative
/// blocks; each lane has its own random numbers and sums its own gradients, while tables and parameters stand still.
/// Then each thread steps the rows that it owns, adding the lanes' gradients in the order of the lanes. Which thread
/// computed which lane, and which owns which row, leaves no trace. No update is lost and none is stale: a step is that
/// of one thread, up to the order in which a batch's gradients are added.
/// Differs: a deterministic run can be repeated, unlike PBG's. With <c>max_norm</c> it shortens rows after their step
/// and not at their next look-up. Scores are the same.
/// </remarks>
internal sealed class LockstepTrainer : IDisposable
{
    /// <summary>Parts of a batch, whatever the number of threads; more threads than this idle.</summary>
    public const int Lanes = 16;

    private readonly ModelPlan _plan;
    private readonly BatchTrainer[] _lanes;
    private readonly LaneMerge[] _merges;
    private readonly float _lr;
    private readonly float _relationLr;
    private readonly NegativeCounts _counts;

    /// <summary>Allocates the lanes' scratch.</summary>
    /// <param name="plan">The run's types and relations.</param>
    /// <param name="model">Shared parameters.</param>
    /// <param name="threads">Threads, at least 1.</param>
    public LockstepTrainer(ModelPlan plan, SharedModel model, int threads)
    {
        _plan = plan;
        ScoreRule rule = ScoreRule.ForTraining(plan.Settings);
        ScoreRule asStored = rule with { MaxNorm = null };
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new BatchTrainer(plan, model, asStored))];
        _merges = [.. Enumerable.Range(0, threads).Select(thread => new LaneMerge(thread, threads, rule.MaxNorm))];
        _lr = (float)plan.Settings.Lr;
        _relationLr = (float)plan.Settings.LrOfRelations();
        _counts = NegativeCounts.ForTraining(plan.Settings);
    }

    /// <summary>Trains on edges of a slice.</summary>
    /// <param name="work">The bucket.</param>
    /// <param name="indices">Edges of the slice, in the order in which they are taken.</param>
    /// <param name="facts">What is known of the slice.</param>
    /// <param name="streams">The random numbers of the bucket.</param>
    /// <param name="crew">Runs the threads, which must all run at the same time.</param>
    /// <param name="stop">Ends training between two batches.</param>
    /// <exception cref="TrainingDivergedException">When a batch's loss is no number.</exception>
    public BatchStatistics Train(
        BucketWork work,
        Memory<int> indices,
        SliceFacts facts,
        BucketStreams streams,
        IWorkerCrew crew,
        CancellationToken stop)
    {
        Pass pass = new(this, work, indices, facts, streams);
        crew.Run(_merges.Length, pass.Work, stop);
        return pass.Total;
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_lanes, lane => lane.Dispose());

    /// <summary>One bucket's training; all threads share it.</summary>
    private sealed class Pass
    {
        private readonly LockstepTrainer _owner;
        private readonly BucketWork _work;
        private readonly BatchCursor _cursor;
        private readonly BatchFiller[] _fillers;
        private readonly NegativeSampler[] _samplers;
        private readonly NegativeDraw[] _fills;
        private readonly Func<long, long> _pick;
        private readonly Rendezvous _rendezvous;
        private readonly BatchStatistics[] _sums = new BatchStatistics[Lanes];
        private readonly Action _begin;
        private readonly Action _count;
        private ReadOnlyMemory<int> _batch;
        private int _blockRows;
        private int _nextLane;

        public Pass(
            LockstepTrainer owner, BucketWork work, Memory<int> indices, SliceFacts facts, BucketStreams streams)
        {
            _owner = owner;
            _work = work;
            ModelPlan plan = owner._plan;
            int size = plan.Settings.BatchSize;
            _cursor = BatchFiller.CursorOf(plan, work.Edges, indices, size);
            _fillers = [.. owner._lanes.Select(_ =>
                BatchFiller.ForParts(plan, work.Edges, size, facts.Weights))];
            _samplers = [.. Enumerable.Range(0, Lanes).Select(lane =>
                new NegativeSampler(streams.OfTraining(lane), facts.Sampler))];
            _fills = [.. _samplers.Select(sampler => (NegativeDraw)sampler.Fill)];
            _pick = streams.OfRelations().Pick;
            _rendezvous = new Rendezvous(owner._merges.Length);
            _begin = Begin;
            _count = Count;
            foreach (BatchTrainer lane in owner._lanes)
            {
                lane.Facts = facts;
                lane.Bind(work.Tables);
            }
        }

        public BatchStatistics Total { get; private set; }

        public void Work(int thread, CancellationToken stop)
        {
            LaneMerge merge = _owner._merges[thread];
            foreach (EmbeddingTable table in _work.Tables.All)
            {
                merge.Shorten(table);
            }

            _rendezvous.Meet(_begin, stop);
            while (!_batch.IsEmpty)
            {
                for (int lane = Interlocked.Increment(ref _nextLane) - 1; lane < Lanes;
                    lane = Interlocked.Increment(ref _nextLane) - 1)
                {
                    _sums[lane] = Compute(lane);
                }

                _rendezvous.Meet(_count, stop);
                Step(merge, thread);
                _rendezvous.Meet(_begin, stop);
            }
        }

        /// <summary>Turns to the next batch.</summary>
        private void Begin()
        {
            _batch = _cursor.NextMemory(_pick);
            _nextLane = 0;
            if (!_batch.IsEmpty)
            {
                ModelPlan plan = _owner._plan;
                int number = plan.IsDynamic ? 0 : _work.Edges.Relation[_batch.Span[0]];
                RelationType relation = plan.Relations[number];
                long candidates = Math.Max(
                    _work.Tables.TableOf(relation.Lhs, Side.Lhs).RowCount,
                    _work.Tables.TableOf(relation.Rhs, Side.Rhs).RowCount);
                _blockRows = NegativeScheme.For(relation, _owner._counts, _batch.Length, candidates).BlockRows;
            }
        }

        private BatchStatistics Compute(int lane)
        {
            BatchTrainer trainer = _owner._lanes[lane];
            trainer.Gradients.Forget();
            StepPart part = StepPart.Of(lane, Lanes, _batch.Length, _blockRows);
            if (part.Count == 0)
            {
                return default;
            }

            EdgeBatch batch = _fillers[lane].Fill(_batch.Span.Slice(part.Start, part.Count));
            batch.MarkAsPart(_batch.Length, part.Start == 0);
            _samplers[lane].TurnTo(_owner._plan.Relations[batch.RelationType]);
            return trainer.Accumulate(batch, _owner._counts, _fills[lane]);
        }

        private int FirstWithEdges() => Array.FindIndex(_sums, sum => sum.Count > 0);

        /// <summary>Adds the lanes' sums in their order.</summary>
        private void Count()
        {
            BatchStatistics step = default;
            Array.ForEach(_sums, sum => step += sum);
            if (!double.IsFinite(step.Loss))
            {
                throw TrainingDivergedException.InBatch(_owner._plan.Settings, _work.Lease, Total.Count);
            }

            Total += step;
            _work.OnBatch?.Invoke(_batch.Length);
        }

        private void Step(LaneMerge merge, int thread)
        {
            BatchTrainer[] lanes = _owner._lanes;
            foreach (EmbeddingTable table in _work.Tables.All)
            {
                merge.Step(table, lanes, _owner._lr);
            }

            // Every lane that had edges met the same parameters.
            foreach (ParameterTable table in lanes[FirstWithEdges()].Gradients.ActiveParameters)
            {
                if (merge.Step(table, lanes, _owner._relationLr) && thread == 0)
                {
                    table.Steps++;
                }
            }
        }
    }
}

/// <summary>The negative blocks of a batch that one lane computes.</summary>
/// <param name="Start">Its first edge in the batch.</param>
/// <param name="Count">Its edges; 0 when the batch has fewer blocks than there are lanes.</param>
internal readonly record struct StepPart(int Start, int Count)
{
    /// <summary>Cuts a batch at the borders of its blocks, as evenly as they allow.</summary>
    /// <param name="lane">Which part, below <paramref name="lanes"/>.</param>
    /// <param name="lanes">Number of parts, at least 1.</param>
    /// <param name="edges">Edges of the batch.</param>
    /// <param name="blockRows">Edges of a block; the last may have fewer.</param>
    public static StepPart Of(int lane, int lanes, int edges, int blockRows)
    {
        int blocks = (edges + blockRows - 1) / blockRows;
        int start = (int)Math.Min((long)lane * blocks / lanes * blockRows, edges);
        int end = (int)Math.Min((lane + 1L) * blocks / lanes * blockRows, edges);
        return new StepPart(start, end - start);
    }
}
