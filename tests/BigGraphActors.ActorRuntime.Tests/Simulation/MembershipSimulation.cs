namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>Whole clusters under loss, duplication, delay, crash, restart, pause and netsplit, by seeds.</summary>
public sealed class MembershipSimulation
{
    [Fact]
    public void A_cluster_forms_and_agrees_whatever_the_seed()
    {
        Seeds.Run(400, seed =>
        {
            Formed(seed);
        });
    }

    [Fact]
    public void After_a_storm_all_that_run_agree_again()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            Storm(cluster);
            Calm(cluster);
            cluster.RunFor(120_000);
            Agreed(cluster, seed);
        });
    }

    [Fact]
    public void Of_a_netsplit_the_majority_goes_on_and_the_minority_ends()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            var minority = cluster.Nodes.OrderBy(_ => cluster.Random.Next()).Take((cluster.Nodes.Length - 1) / 2)
                .ToHashSet();
            var before = cluster.Nodes.ToDictionary(static node => node, static node => node.Uid);
            cluster.SideOf = address => minority.Any(node => node.Address == address) ? 1 : 0;
            cluster.RunFor(18_000);
            foreach (var node in cluster.Nodes)
            {
                var goesOn = node.Life is not null && node.Uid == before[node];
                Assert.True(goesOn != minority.Contains(node), $"seed {seed}: {node.Address.Host} goes on: {goesOn}");
            }

            cluster.SideOf = static _ => 0;
            cluster.RunFor(60_000);
            Assert.True(cluster.MostActive <= 1, $"seed {seed}: {cluster.MostActive} instances at once");
            Agreed(cluster, seed);
        });
    }

    [Fact]
    public void A_crashed_node_is_removed_in_time_and_can_come_back_at_its_address()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            var victim = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
            var uid = victim.Uid;
            cluster.Crash(victim);
            cluster.RunFor(20_000);
            Assert.All(cluster.Running, node => Assert.DoesNotContain(
                node.Life!.Gossip.Living, member => member.UniqueAddress.Uid == uid));
            cluster.Revive(victim);
            cluster.RunFor(20_000);
            Agreed(cluster, seed);
        });
    }

    [Fact]
    public void A_second_crash_soon_after_the_first_ends_nobody_else()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            if (cluster.Nodes.Length < 5)
            {
                return;
            }

            var victims = cluster.Nodes.OrderBy(_ => cluster.Random.Next()).Take(2).ToList();
            var others = cluster.Nodes.Except(victims).Select(static node => (node, node.Uid)).ToList();
            cluster.Crash(victims[0]);
            // Later, down-all-when-unstable would rightly find that nothing settles.
            cluster.RunFor(cluster.Random.Next(3000));
            cluster.Crash(victims[1]);
            cluster.RunFor(25_000);
            Assert.True(others.TrueForAll(static one => one.node.Uid == one.Uid && one.node.Life is not null),
                $"seed {seed}");
            Agreed(cluster, seed);
        });
    }

    [Fact]
    public void A_node_that_comes_back_before_its_crash_was_noticed_is_let_in()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            var victim = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
            cluster.Crash(victim);
            cluster.RunFor(500);
            cluster.Revive(victim);
            cluster.RunFor(40_000);
            Agreed(cluster, seed);
        });
    }

    [Fact]
    public void A_short_pause_and_a_lossy_network_down_nobody()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = Formed(seed);
            var uids = cluster.Nodes.Select(static node => node.Uid).ToList();
            cluster.Loss = 0.05;
            cluster.Duplication = 0.1;
            for (var i = 0; i < 10; i++)
            {
                cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)].PausedUntil = cluster.Now + 2000;
                cluster.RunFor(5000);
            }

            Assert.Equal(uids, cluster.Nodes.Select(static node => node.Uid));
        });
    }

    /// <summary>
    /// All running nodes believe the same, one runs the singleton, and never did two within one cluster.
    /// </summary>
    internal static void Agreed(SimulatedCluster cluster, int seed)
    {
        var wrong = cluster.Disagreement();
        Assert.True(wrong is null, $"seed {seed}: {wrong}");
        Assert.True(cluster.Violations.Count == 0, $"seed {seed}: {string.Join("; ", cluster.Violations)}");
        Assert.True(cluster.Nodes.Count(static node => node.RunsSingleton) == 1,
            $"seed {seed}: no singleton, or too many");
        var run = cluster.Nodes.SelectMany(static node => node.Region?.Active ?? []).Distinct().Count();
        Assert.True(run >= SimulatedCluster.Shards - 2, $"seed {seed}: only {run} shards run");
    }

    internal static SimulatedCluster Formed(int seed)
    {
        var cluster = new SimulatedCluster(seed, 3 + (seed % 4));
        (cluster.Loss, cluster.Duplication) = (seed % 3 == 0 ? 0.1 : 0, seed % 5 == 0 ? 0.2 : 0);
        for (var i = 0; i < cluster.Nodes.Length; i++)
        {
            cluster.Boot(cluster.Nodes[i], mayFound: i == 0);
        }

        cluster.RunFor(30_000);
        Calm(cluster);
        cluster.RunFor(15_000);
        var wrong = cluster.Disagreement();
        Assert.True(wrong is null, $"seed {seed}, while forming: {wrong}");
        return cluster;
    }

    internal static void Calm(SimulatedCluster cluster)
    {
        (cluster.Loss, cluster.Duplication, cluster.MaxDelay) = (0, 0, 20);
        cluster.SideOf = static _ => 0;
    }

    /// <summary>
    /// A netsplit that lasts long enough to be resolved: cuts that shift meanwhile are more than counting heads can
    /// stand.
    /// </summary>
    private static void Cut(SimulatedCluster cluster)
    {
        var cut = cluster.Random.Next(1, 1 << cluster.Nodes.Length);
        cluster.SideOf = address => (cut >> cluster.Nodes.ToList().FindIndex(one => one.Address == address)) & 1;
        cluster.RunFor(25_000);
        cluster.SideOf = static _ => 0;
        cluster.RunFor(25_000);
    }

    private static void Storm(SimulatedCluster cluster)
    {
        for (var i = 0; i < 12; i++)
        {
            var node = cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)];
            var kind = cluster.Random.Next(7);
            switch (kind)
            {
                case 0:
                    cluster.Crash(node);
                    break;
                case 1:
                    cluster.Revive(node);
                    break;
                case 2:
                    node.PausedUntil = cluster.Now + cluster.Random.Next(20_000);
                    cluster.RunFor(30_000);
                    break;
                case 3:
                    Cut(cluster);
                    break;
                case 4:
                    cluster.Loss = cluster.Random.NextDouble() * 0.5;
                    break;
                case 5:
                    (cluster.Duplication, cluster.MaxDelay) = (0.3, 2000);
                    break;
                default:
                    Calm(cluster);
                    break;
            }

            cluster.RunFor(cluster.Random.Next(500, 15_000));
        }

        Calm(cluster);
        foreach (var node in cluster.Nodes)
        {
            cluster.Revive(node);
        }
    }
}
