using System.Globalization;
using Xunit.Abstractions;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>
/// Real processes with <c>hocon/cluster.conf</c>. <c>BIGGRAPH_KILL_CYCLES</c> and <c>BIGGRAPH_BURN_SECONDS</c> make the
/// long ones longer; <c>BIGGRAPH_BURN_THREADS</c> is how many burn in each node.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class ProcessTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Moved = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(20);

    /// <summary>Ten seconds are the settings' promise, not the machine's: one kill of three may meet a busy moment.</summary>
    [Fact]
    public async Task What_ran_on_a_killed_node_runs_elsewhere_within_ten_seconds()
    {
        var took = await KillOne();
        for (var again = 0; again < 2 && took >= Moved.TotalMilliseconds; again++)
        {
            took = await KillOne();
        }

        Assert.True(took < Moved.TotalMilliseconds, $"it took {took} ms");
    }

    [Fact]
    public async Task A_killed_node_that_is_started_again_is_back_within_twenty_seconds()
    {
        await using var cluster = await ProcessCluster.Start(3);
        var random = new Random(1);
        for (var cycle = 1; cycle <= Number("BIGGRAPH_KILL_CYCLES", 2); cycle++)
        {
            var victim = random.Next(3);
            cluster.Nodes[victim].Kill();
            await Task.Delay(random.Next(3000));
            var together = await cluster.TogetherAgain(victim, Back);
            output.WriteLine($"cycle {cycle}: node {victim} was back with the others after {together} ms");
        }
    }

    [Fact]
    public async Task SIGTERM_leaves_in_good_order_and_exits_with_zero()
    {
        await using var cluster = await ProcessCluster.Start(3);
        var victim = cluster.HomeOfSingleton();
        var told = NodeProcess.Now;
        cluster.Nodes[victim].Terminate();
        Assert.Equal(0, await cluster.Nodes[victim].Exits(Back));
        var other = cluster.Nodes[(victim + 1) % 3];
        var gone = await other.Says(line => line == $"removed {cluster.Addresses[victim]}", Back);
        await other.Says(line => ProcessCluster.IsWhole(line)
            && !line.Contains($"{cluster.Addresses[victim]}", StringComparison.Ordinal), Back, told);
        output.WriteLine($"removed {gone - told} ms after the signal");
        Assert.DoesNotContain(cluster.Nodes.Where((_, i) => i != victim).SelectMany(static node => node.Lines),
            static line => line.What.StartsWith("unreachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Threads_that_burn_every_core_make_no_node_unreachable()
    {
        await using var cluster = await ProcessCluster.Start(3,
            Number("BIGGRAPH_BURN_THREADS", Environment.ProcessorCount));
        await Task.Delay(TimeSpan.FromSeconds(Number("BIGGRAPH_BURN_SECONDS", 10)));
        Assert.All(cluster.Nodes, static node => Assert.False(node.HasExited));
        Assert.DoesNotContain(cluster.Nodes.SelectMany(static node => node.Lines),
            static line => line.What.StartsWith("unreachable", StringComparison.Ordinal));
    }

    /// <summary>Kills the node with the singleton, and says after how many milliseconds the last node found all elsewhere.</summary>
    private async Task<long> KillOne()
    {
        await using var cluster = await ProcessCluster.Start(3);
        var victim = cluster.HomeOfSingleton();
        var killed = NodeProcess.Now;
        cluster.Nodes[victim].Kill();
        var dead = cluster.Addresses[victim].ToString(CultureInfo.InvariantCulture);
        var last = killed;
        foreach (var node in cluster.Nodes.Where((_, i) => i != victim))
        {
            var at = await node.Says(line => ProcessCluster.IsWhole(line)
                && !line.Contains(dead, StringComparison.Ordinal), Moved * 3, killed);
            output.WriteLine($"node {node.Port} found all elsewhere {at - killed} ms after the kill");
            last = Math.Max(last, at);
        }

        return last - killed;
    }

    internal static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given)
            ? given : usual;
}
