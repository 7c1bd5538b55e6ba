namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>Shards that move all the time, over a network on which orders come late, twice and in any order.</summary>
public sealed class ShardMoveSimulation
{
    [Fact]
    public void Shards_that_move_all_the_time_never_run_twice_and_come_to_rest()
    {
        Seeds.Run(400, seed =>
        {
            var cluster = MembershipSimulation.Formed(seed);
            cluster.LooksBetweenMoves = 2;
            (cluster.Duplication, cluster.MaxDelay, cluster.Loss) = (0.5, 2000, 0.02 * (seed % 5));
            for (var i = 0; i < 6; i++)
            {
                cluster.RunFor(cluster.Random.Next(5000, 20_000));
                if (cluster.Random.Next(3) == 0)
                {
                    cluster.Crash(cluster.Nodes[cluster.Random.Next(cluster.Nodes.Length)]);
                }
            }

            MembershipSimulation.Calm(cluster);
            cluster.LooksBetweenMoves = 20;
            cluster.Nodes.ToList().ForEach(cluster.Revive);
            cluster.RunFor(120_000);
            MembershipSimulation.Agreed(cluster, seed);
        });
    }
}
