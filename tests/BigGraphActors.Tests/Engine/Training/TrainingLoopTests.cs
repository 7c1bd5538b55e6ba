using System.Diagnostics;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Tests.Engine.Training;

public sealed class TrainingLoopTests
{
    [Fact]
    public void A_table_that_cannot_be_written_is_the_reason_given_and_not_what_could_not_build_on_it()
    {
        using TinyGraph graph = new(partitions: 4);
        IOException full = new("the disk is full");
        using LoopBench bench = new(graph.Settings with { Seed = 1 }) { FullDisk = full };

        Assert.Same(full, Assert.Throws<IOException>(() => bench.Train()));

        // The bucket that was written is to blame; those that were prepared or trained meanwhile go back as they came.
        Assert.Equal(3, bench.GivenUp.Count);
        (BucketLease blamed, _) = Assert.Single(bench.GivenUp, one => one.Reason == full);
        Assert.Equal(bench.GivenUp.Min(one => one.Lease.Term), blamed.Term);
        Assert.All(
            bench.GivenUp.Where(one => one.Lease != blamed),
            one => Assert.IsType<OperationCanceledException>(one.Reason));
    }

    [Fact]
    public void The_four_times_of_all_buckets_are_parts_of_the_run_that_do_not_overlap()
    {
        using TinyGraph graph = new(partitions: 2);
        using LoopBench bench = new(graph.Settings with { NumEpochs = 2, EvalFraction = 0.1, Seed = 1 });
        long begun = Stopwatch.GetTimestamp();
        BucketReport[] reports = [.. bench.Train().Select(bucket => bucket.Report)];
        TimeSpan whole = Stopwatch.GetElapsedTime(begun);

        Assert.Equal(2 * 4, reports.Length);
        Assert.All(reports, one => Assert.True(one.TrainingTime > TimeSpan.Zero));
        Assert.All(reports, one => Assert.True(one.EvaluationTime > TimeSpan.Zero));
        Assert.All(reports, one => Assert.True(one.WaitTime >= TimeSpan.Zero));
        Assert.All(reports, one => Assert.True(one.InputOutputTime >= TimeSpan.Zero));
        TimeSpan sum = reports.Aggregate(TimeSpan.Zero, (before, one) =>
            before + one.TrainingTime + one.EvaluationTime + one.WaitTime + one.InputOutputTime);
        Assert.True(sum <= whole, $"{sum} of {whole}");
    }
}
