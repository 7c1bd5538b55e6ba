using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Locking;

/// <summary>How a seed node that starts sees that a lock lives elsewhere.</summary>
public sealed class LockPulseTests : IDisposable
{
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-pulse-").FullName;
    private readonly LockPulse _pulse;

    public LockPulseTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "ledger"));
        _pulse = new LockPulse(new CheckpointDirectory(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_directory_in_which_no_lock_ever_lived_is_free_at_once() => Assert.False(_pulse.IsBeating(Watch));

    [Fact]
    public void A_sign_that_stands_still_is_of_a_dead_lock()
    {
        _pulse.Beat(1, DateTime.UtcNow);
        Assert.False(_pulse.IsBeating(TimeSpan.FromMilliseconds(600)));
    }

    [Fact]
    public async Task A_sign_that_changes_is_of_a_living_lock()
    {
        DateTime now = DateTime.UtcNow;
        _pulse.Beat(1, now);
        using CancellationTokenSource end = new();
        Task living = Task.Run(() =>
        {
            while (!end.IsCancellationRequested)
            {
                _pulse.Beat(1, now = now.AddSeconds(2));
            }
        });
        bool isBeating = new LockPulse(new CheckpointDirectory(_folder)).IsBeating(Watch);
        await end.CancelAsync();
        await living;
        Assert.True(isBeating);
    }

    [Fact]
    public void A_seed_node_that_may_only_join_is_none_of_its_own_seed_nodes() => Assert.Equal(
        ["b:2"],
        SeedEntry.ToJoinOnly(new NodeSettings { Host = "a", Port = 1, SeedNodes = ["a:1", "b:2"] }).SeedNodes);
}
