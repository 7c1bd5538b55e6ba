using System.Diagnostics;
using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Engine.Training;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Numerics.Vectors;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Profiling;

/// <summary>Where one training thread's time goes, stage by stage.</summary>
/// <param name="Edges">Edges that were measured.</param>
/// <param name="Stages">Seconds in each stage, in the order of the work.</param>
/// <param name="Candidates">Scores that are computed for an edge and a side, on average.</param>
public sealed record StepProfile(
    long Edges, IReadOnlyList<(TrainingStage Stage, double Seconds)> Stages, double Candidates)
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// Trains untouched vectors on the first bucket of a graph with one thread, and measures every stage.
    /// </summary>
    /// <param name="settings">Imported graph and settings; no checkpoint is read or written.</param>
    /// <param name="duration">How long to measure, after half a second of warming up.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public static StepProfile Measure(RunSettings settings, TimeSpan duration, CancellationToken stop)
    {
        ModelPlan plan = PlanReader.Read(settings);
        Bucket bucket = new(0, 0);
        Dictionary<PartitionId, EmbeddingTable> tables = [];
        try
        {
            foreach (PartitionId partition in plan.PartitionsOf(bucket))
            {
                tables.Add(partition, MakeTable(plan, partition));
            }

            using EdgeReader reader = new(settings);
            EdgeSlice edges = reader.Read(bucket, PassPosition.Of(0, 1, reader.SliceCount));
            using SharedModel model = new(plan);
            BucketTables bound = new(bucket, tables);
            using IStepping steps = settings.GroupQueries
                ? new QueryStepping(plan, model, bound, edges)
                : new EdgeStepping(plan, model, bound, edges);
            steps.Run(Warming, stop);
            steps.Times = new StageTimes();
            long trained = steps.Run(duration, stop);
            return new StepProfile(
                trained,
                [.. Enum.GetValues<TrainingStage>().Select(stage => (stage, steps.Times.SecondsOf(stage)))],
                steps.Candidates);
        }
        finally
        {
            foreach (EmbeddingTable table in tables.Values)
            {
                table.Dispose();
            }
        }
    }

    /// <summary>Floating point operations of an edge in the products of both sides: <c>12 n d</c>.</summary>
    /// <param name="settings">Which sides are corrupted, and the dimension.</param>
    /// <remarks>Only what the model asks for: not padding, operators or losses. A fused multiply-add is two.</remarks>
    public double FlopsPerEdge(RunSettings settings)
    {
        int sides = (settings.DisableLhsNegs ? 0 : 1) + (settings.DisableRhsNegs ? 0 : 1);
        return 6.0 * sides * Candidates * settings.Dimension;
    }

    /// <summary>Operations a second that a number of threads can do at most, all at once.</summary>
    /// <param name="threads">Threads, at least 1.</param>
    public static double PeakFlops(int threads)
    {
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            double flops = 0;
            Lock gate = new();
            WorkerThreads.Instance.Run(
                threads,
                (_, _) =>
                {
                    double own = SpinFor(TimeSpan.FromSeconds(0.1));
                    lock (gate)
                    {
                        flops += own;
                    }
                },
                CancellationToken.None);
            best = Math.Max(best, flops);
        }

        return best;
    }

    private static double SpinFor(TimeSpan duration)
    {
        FmaPeak.Spin(1, out _);
        long start = Stopwatch.GetTimestamp();
        double operations = 0;
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            operations += FmaPeak.Spin(100, out _);
        }

        return operations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static EmbeddingTable MakeTable(ModelPlan plan, PartitionId partition)
    {
        EntityType type = plan.TypeOf(partition.EntityType);
        EmbeddingTable table = new(type.Counts[partition.Index], type.Dim);
        CounterRandom random = new(1, (ulong)type.Index);
        for (long row = 0; row < table.RowCount; row++)
        {
            random.FillNormal(table.Row(row), (float)plan.Settings.InitScale);
        }

        return table;
    }
}

/// <summary>Trains a bucket's edges over and over with one thread, to be measured.</summary>
internal interface IStepping : IDisposable
{
    /// <summary>Takes the time of every stage.</summary>
    StageTimes? Times { get; set; }

    /// <summary>Scores that are computed for an edge and a side, on average.</summary>
    double Candidates { get; }

    /// <summary>Trains for some time.</summary>
    /// <returns>Number of edges trained.</returns>
    long Run(TimeSpan duration, CancellationToken stop);
}

/// <summary>Steps on batches of edges.</summary>
internal sealed class EdgeStepping : IStepping
{
    private readonly ModelPlan _plan;
    private readonly BatchTrainer _trainer;
    private readonly EdgeSlice _edges;
    private readonly NegativeCounts _counts;
    private readonly RandomStream _random = new(1, 1);
    private readonly int[] _indices;

    public EdgeStepping(ModelPlan plan, SharedModel model, BucketTables tables, EdgeSlice edges)
    {
        _plan = plan;
        _edges = edges;
        _counts = NegativeCounts.ForTraining(plan.Settings);
        _trainer = new BatchTrainer(plan, model);
        _trainer.Bind(tables);
        _indices = [.. Enumerable.Range(0, edges.Count)];
        _random.Shuffle(_indices);
        Candidates = _indices.Length == 0 ? 0 : _indices.Average(edge => CandidatesOf(edge, tables));
    }

    /// <inheritdoc/>
    public StageTimes? Times
    {
        get => _trainer.Times;
        set => _trainer.Times = value;
    }

    /// <inheritdoc/>
    public double Candidates { get; }

    /// <inheritdoc/>
    public long Run(TimeSpan duration, CancellationToken stop)
    {
        NegativeDraw draw = _random.Fill;
        Func<long, long> pick = _random.Pick;
        float lr = (float)_plan.Settings.Lr;
        long start = Stopwatch.GetTimestamp();
        long trained = 0;
        while (_edges.Count > 0 && Stopwatch.GetElapsedTime(start) < duration)
        {
            BatchFiller filler = new(_plan, _edges, _indices, _plan.Settings.BatchSize);
            Times?.Begin();
            while (filler.Next(pick) is { } batch && Stopwatch.GetElapsedTime(start) < duration)
            {
                stop.ThrowIfCancellationRequested();
                trained += batch.Count;
                _trainer.Train(batch, _counts, draw, lr, lr);
            }
        }

        return trained;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();

    private double CandidatesOf(int edge, BucketTables tables)
    {
        RelationType relation = _plan.Relations[_plan.IsDynamic ? 0 : _edges.Relation[edge]];
        return relation.AllNegs
            ? (tables.TableOf(relation.Lhs, Side.Lhs).RowCount + tables.TableOf(relation.Rhs, Side.Rhs).RowCount) / 2.0
            : _counts.Batch + _counts.Uniform;
    }
}

/// <summary>Steps on queries with all their edges.</summary>
internal sealed class QueryStepping : IStepping
{
    private readonly ModelPlan _plan;
    private readonly QueryTrainer _trainer;
    private readonly EdgeSlice _edges;
    private readonly QueryGroups _lhs;
    private readonly QueryGroups _rhs;

    public QueryStepping(ModelPlan plan, SharedModel model, BucketTables tables, EdgeSlice edges)
    {
        _plan = plan;
        _edges = edges;
        _trainer = new QueryTrainer(plan, model);
        _trainer.Bind(tables);
        RandomStream random = new(1, 1);
        int[] indices = [.. Enumerable.Range(0, edges.Count)];
        _lhs = new QueryGroups(edges, indices, Side.Lhs, random, plan.Settings.GroupLimit);
        _rhs = new QueryGroups(edges, indices, Side.Rhs, random, plan.Settings.GroupLimit);
        RelationType relation = plan.Relations[0];
        double scores = ((double)_lhs.Count * tables.TableOf(relation.Lhs, Side.Lhs).RowCount)
            + ((double)_rhs.Count * tables.TableOf(relation.Rhs, Side.Rhs).RowCount);
        Candidates = scores / Math.Max(1, 2 * edges.Count);
    }

    /// <inheritdoc/>
    public StageTimes? Times
    {
        get => _trainer.Times;
        set => _trainer.Times = value;
    }

    /// <inheritdoc/>
    public double Candidates { get; }

    /// <inheritdoc/>
    public long Run(TimeSpan duration, CancellationToken stop)
    {
        float lr = (float)_plan.Settings.Lr;
        long start = Stopwatch.GetTimestamp();
        long trained = 0;
        while (_edges.Count > 0 && Stopwatch.GetElapsedTime(start) < duration)
        {
            QueryFeed lhs = new(_edges, _lhs, 0.._lhs.Count, _plan.Settings, factors: null);
            QueryFeed rhs = new(_edges, _rhs, 0.._rhs.Count, _plan.Settings, factors: null);
            Times?.Begin();
            while ((lhs.Next() | rhs.Next()) && Stopwatch.GetElapsedTime(start) < duration)
            {
                stop.ThrowIfCancellationRequested();
                trained += _trainer.Train(lhs.Batch, rhs.Batch, lr, lr).Count;
            }
        }

        return trained;
    }

    /// <inheritdoc/>
    public void Dispose() => _trainer.Dispose();
}
