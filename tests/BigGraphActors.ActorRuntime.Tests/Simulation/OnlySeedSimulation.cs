namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>Clusters with one seed node, which founded them, is killed, and is started again.</summary>
public sealed class OnlySeedSimulation
{
    [Fact]
    public void A_killed_seed_that_is_started_again_at_once_finds_its_workers() => KilledFor(0);

    [Fact]
    public void A_killed_seed_that_is_started_again_after_a_second_finds_its_workers() => KilledFor(1000);

    [Fact]
    public void A_killed_seed_that_is_started_again_after_ten_seconds_finds_its_workers() => KilledFor(10_000);

    private static void KilledFor(double milliseconds) => Seeds.Run(400, seed =>
    {
        var workers = 1 + (seed % 2);
        var cluster = new SimulatedCluster(seed, workers + 1) { HasShippedTimes = true };
        // Of two equal sides the one with the lowest address goes on: the seed's, or the workers'.
        var founder = cluster.Nodes[seed % 4 < 2 ? 0 : workers];
        cluster.OnlySeed = founder;
        cluster.Loss = seed % 3 == 0 ? 0.02 : 0;
        foreach (var node in cluster.Nodes)
        {
            cluster.Boot(node, mayFound: false);
        }

        cluster.RunFor(10_000);
        var wrong = cluster.Disagreement();
        Assert.True(wrong is null, $"seed {seed}, while forming: {wrong}");
        cluster.RunFor(cluster.Random.Next(1000));
        cluster.Crash(founder);
        cluster.RunFor(milliseconds);
        cluster.Revive(founder);
        cluster.RunFor(20_000);
        wrong = cluster.Disagreement();
        Assert.True(wrong is null, $"seed {seed}: {wrong}");
        cluster.RunFor(20_000);
        MembershipSimulation.Agreed(cluster, seed);
    });
}
