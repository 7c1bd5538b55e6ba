using BigGraphActors.ActorRuntime.Tests.Processes;
using Xunit.Abstractions;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>
/// The only seed node is killed and comes back. The subset's own: on Akka.NET a node that is its own only seed founds a
/// cluster at once, and where the workers had not yet given up its earlier life there are two clusters from then on.
/// </summary>
[Collection(ProcessCollection.Name)]
public sealed class OnlySeedTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(20);

    /// <remarks><c>BIGGRAPH_SEED_KILLS</c> tries up to six ways.</remarks>
    [Fact]
    public async Task The_only_seed_killed_and_started_again_finds_its_workers_within_twenty_seconds()
    {
        (int Workers, int Pause)[] ways = [(1, 0), (2, 1000), (1, 10_000), (2, 0), (1, 1000), (2, 10_000)];
        foreach (var (workers, pause) in ways.Take(ProcessTests.Number("BIGGRAPH_SEED_KILLS", 2)))
        {
            await using var cluster = await ProcessCluster.Start(workers + 1, seeds: 1);
            cluster.Nodes[0].Kill();
            await Task.Delay(pause);
            var together = await cluster.TogetherAgain(0, Back);
            output.WriteLine($"{workers} workers, started again after {pause} ms: together after {together} ms");
        }
    }
}
