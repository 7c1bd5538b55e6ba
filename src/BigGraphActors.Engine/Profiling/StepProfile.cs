using System.Diagnostics;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
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
