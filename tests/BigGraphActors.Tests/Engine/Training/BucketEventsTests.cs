using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Tests.Engine.Training;

/// <summary>What the training loop tells of a bucket.</summary>
public sealed class BucketEventsTests
{
    private static readonly BucketReport Report = new()
    {
        Training = new BatchStatistics(80, 160, 40, 80, 240),
        HeldOutBefore = Ranked(2.5),
        HeldOutAfter = Ranked(5),
        TrainingTime = TimeSpan.FromSeconds(0.5),
        EvaluationTime = TimeSpan.FromSeconds(0.25),
        WaitTime = TimeSpan.FromSeconds(0.125),
        InputOutputTime = TimeSpan.FromSeconds(0.1),
        OverlappedTime = TimeSpan.FromSeconds(2),
        InputOutputBytes = 2048,
    };

    [Fact]
    public void A_trained_bucket_is_told_in_means_of_an_edge_and_in_seconds() => Assert.Equal(
        new BucketTrained
        {
            Edges = 80,
            Loss = 2,
            Regularization = 0.5,
            LhsViolators = 1,
            RhsViolators = 3,
            HeldOutEdges = 10,
            ReciprocalRankBefore = 0.25,
            ReciprocalRankAfter = 0.5,
            TrainingSeconds = 0.5,
            EvaluationSeconds = 0.25,
            WaitSeconds = 0.125,
            InputOutputSeconds = 0.1,
            OverlappedSeconds = 2,
            InputOutputBytes = 2048,
        },
        BucketTrained.Of(Report));

    [Fact]
    public void Without_held_out_edges_there_are_no_ranks()
    {
        BucketTrained told = BucketTrained.Of(Report with { HeldOutBefore = new RankingSums(), HeldOutAfter = null });
        Assert.Equal((0L, null, null), (told.HeldOutEdges, told.ReciprocalRankBefore, told.ReciprocalRankAfter));
    }

    [Fact]
    public void Every_bucket_is_told_when_it_begins_and_when_it_is_trained_with_its_place_in_the_run()
    {
        using TinyGraph graph = new(partitions: 2);
        List<BucketEvent> told = [];
        using LoopBench bench = new(graph.Settings with { NumEpochs = 2, NumEdgeChunks = 3 });

        IReadOnlyList<BucketLease> leases =
            [.. bench.Train(happened => told.Add((BucketEvent)happened)).Select(bucket => bucket.Lease)];

        Assert.Equal(2 * 3 * 4, leases.Count);
        foreach (IEnumerable<BucketEvent> events in
            (IEnumerable<BucketEvent>[])[told.OfType<BucketStarted>(), told.OfType<BucketTrained>()])
        {
            Assert.Equal(
                leases.Select(lease => (lease.Bucket, lease.Position, lease.Term)),
                events.Select(one => (one.Bucket, new PassPosition(one.Epoch, one.EdgePath, one.EdgeSlice), one.Term)));
            Assert.Equal(leases.Select(lease => lease.Pass), events.Select(one => one.Pass));
        }
    }

    private static RankingSums Ranked(double reciprocal) =>
        new() { Count = 10, Pessimistic = new RankSums(100, reciprocal, 1, 5, 9) };
}
