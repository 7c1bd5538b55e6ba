using System.Diagnostics;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Processes of the real program that share no directory: each has a disk of its own.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class ReplicatedRunTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);
    private readonly string _disks = Directory.CreateTempSubdirectory("biggraph-disks-").FullName;

    public void Dispose()
    {
        _graph.Dispose();
        Directory.Delete(_disks, recursive: true);
    }

    [Fact]
    public async Task A_worker_that_is_lost_with_its_disk_costs_its_bucket_and_nothing_else()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed(durability: "replicate(2)");
        Process survivor = bed.StartWorker(Disk("a"));
        Process victim = bed.StartWorker(Disk("b"));
        bed.WaitForTraining(survivor);
        bed.WaitForTraining(victim);
        Assert.True(SpinWait.SpinUntil(() => HasCopies("b"), TimeSpan.FromMinutes(1)));
        victim.Kill();
        bed.ExitOf(victim);
        Directory.Delete(Disk("b"), recursive: true);
        Process late = bed.StartWorker(Disk("c"));
        bed.WaitForVersionAfter(bed.WaitForTraining(late));
        await bed.StopRunAsync();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(survivor));
        Assert.Equal(0, bed.ExitOf(late));
        ClusterBed.CheckPublished(settings);
    }

    [Fact]
    public void A_seed_that_is_killed_finds_on_the_workers_disks_what_it_had_not_collected()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 8 };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed(durability: "replicate(2)");
        Process worker = bed.StartWorker(Disk("a"));
        Process server = bed.StartWorker(Disk("server"), role: "partition-server");
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2);
        seed.Kill();
        bed.ExitOf(seed);
        Process again = bed.StartSeed(durability: "replicate(2)");
        Assert.Equal(0, bed.ExitOf(again));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(server));
        ClusterBed.CheckWhole(settings);
        Assert.NotEmpty(CopiesOn("server"));
    }

    [Fact]
    public void A_run_waits_for_a_second_node_and_says_so()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 1 };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed(durability: "replicate(3)");
        Process worker = bed.StartWorker(Disk("a"));
        CopiesMissing waits = bed.WaitFor<CopiesMissing>(_ => true);
        Assert.Contains("2 of 3 nodes have it", waits.Reason, StringComparison.Ordinal);
        Process second = bed.StartWorker(Disk("b"));
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(second));
        ClusterBed.CheckWhole(settings);
    }

    [Fact]
    public void A_run_of_one_bucket_is_refused_with_the_way_out()
    {
        using TinyGraph whole = new(partitions: 1);
        using ClusterBed bed = new(whole.Settings);
        Assert.Equal(2, bed.ExitOf(bed.StartSeed(durability: "replicate(2)")));
        Assert.Contains(bed.Words, line => line.Contains("give a type num_partitions of 2", StringComparison.Ordinal));
        Assert.False(Directory.Exists(whole.Settings.CheckpointPath));
    }

    [Fact]
    public void A_partition_server_of_a_run_without_copies_ends_and_says_why()
    {
        using ClusterBed bed = new(_graph.Settings);
        bed.StartSeed();
        Assert.Equal(1, bed.ExitOf(bed.StartWorker(Disk("a"), role: "partition-server")));
        Assert.Contains(bed.Words, line => line.Contains("this run has none", StringComparison.Ordinal));
        Assert.False(Directory.Exists(Disk("a")));
    }

    private string Disk(string name) => Path.Combine(_disks, name);

    private bool HasCopies(string disk)
    {
        try
        {
            return CopiesOn(disk).Length > 0;
        }
        catch (DirectoryNotFoundException)
        {
            // Not there yet, or gone while it was looked through.
            return false;
        }
    }

    private string[] CopiesOn(string disk) =>
        Directory.GetFiles(Disk(disk), "embeddings_*.h5", SearchOption.AllDirectories);
}
