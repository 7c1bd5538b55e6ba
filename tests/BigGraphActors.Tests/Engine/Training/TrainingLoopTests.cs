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
}
