using System.Diagnostics;
using System.Text.RegularExpressions;
using Akka.Actor;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Seed and worker processes of the real program: they train, die, come back, and end.</summary>
/// <remarks>Alone: processes that wait for a core behind other tests say nothing about the cluster.</remarks>
[Collection(nameof(ClusterProcesses))]
public sealed class ClusterRunTests : IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 4, dynamic: true, nodes: 4000);

    public void Dispose() => _graph.Dispose();

    [Fact]
    public void Workers_with_a_thread_for_every_core_train_every_bucket_once_a_pass_and_no_node_loses_its_place()
    {
        // Enough for the second worker to come before the end, since one that comes later waits for another run, and
        // for the cores to be busy for longer than a node may be silent.
        const int Epochs = 40;
        RunSettings settings = _graph.Settings with { NumEpochs = Epochs };
        using ClusterBed bed = new(settings);
        string threads = $"node.threads={Environment.ProcessorCount}";
        Process worker = bed.StartNode("node.roles=worker", threads);
        Process other = bed.StartNode("node.roles=worker", threads);
        Process seed = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(other));
        ClusterBed.CheckWhole(settings);
        Assert.All(bed.Events.OfType<NodeDown>(), gone => Assert.Equal("left", gone.Reason));
        Assert.Contains(bed.Events.OfType<RunFinished>(), end => end.Done);
        Assert.Equal(3, bed.Events.OfType<NodeUp>().Select(node => node.Name).Distinct().Count());
        Assert.DoesNotContain(bed.Words, line => line.Contains("failed to find", StringComparison.Ordinal));
        long edges = bed.Events.OfType<PassFinished>().DistinctBy(pass => pass.Pass).Sum(pass => pass.Edges);
        RunStarted[] begun = [.. bed.Events.OfType<RunStarted>()];
        Assert.All(begun, run => Assert.Equal((edges, Epochs), (run.Edges, run.Epochs)));
        Assert.Equal(3, begun.Length);
        Assert.Equal(16 * Epochs, bed.Events.OfType<BucketTrained>().Select(bucket => bucket.Term).Distinct().Count());
    }

    [Fact]
    public void Every_bucket_that_a_worker_began_is_told_with_its_four_times()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 3 };
        using ClusterBed bed = new(settings);
        Process worker = bed.StartWorker();
        Process seed = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));

        // Both processes tell everything.
        BucketTrained[] trained = [.. bed.Events.OfType<BucketTrained>().DistinctBy(one => one.Term)];
        Assert.Equal(48, trained.Length);
        Assert.Equal(
            bed.Events.OfType<BucketStarted>().Select(one => one.Term).Distinct().Order(),
            trained.Select(one => one.Term).Order());
        Assert.All(trained, one =>
        {
            Assert.True(one.TrainingSeconds > 0);
            Assert.All(
                [one.EvaluationSeconds, one.WaitSeconds, one.InputOutputSeconds],
                seconds => Assert.True(seconds >= 0, $"{seconds} s in {one}"));
        });
    }

    [Fact]
    public void A_worker_that_finds_no_seed_says_that_it_waits_and_trains_when_there_is_one()
    {
        using ClusterBed bed = new(_graph.Settings with { NumEpochs = 1 });
        Process worker = bed.StartWorker();
        bed.WaitForWords(worker, "no seed node answers at " + bed.SeedNodes[0]);
        Process seed = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
    }

    [Fact]
    public async Task A_worker_that_is_killed_costs_its_bucket_and_nothing_else()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process survivor = bed.StartWorker();
        Process victim = bed.StartWorker();
        bed.WaitForTraining(survivor);
        bed.WaitForTraining(victim);
        victim.Kill();
        Process late = bed.StartWorker();
        bed.WaitForVersionAfter(bed.WaitForTraining(late));
        await bed.StopRunAsync();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(survivor));
        Assert.Equal(0, bed.ExitOf(late));
        ClusterBed.CheckPublished(settings);
    }

    [Fact]
    public void A_node_that_is_asked_to_end_hands_its_bucket_back_and_leaves_in_good_order()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process steady = bed.StartWorker();
        Process leaving = bed.StartWorker();
        bed.WaitForTraining(steady);
        bed.WaitForTraining(leaving);
        ClusterBed.Signal(leaving, "TERM");
        Assert.Equal(0, bed.ExitOf(leaving));
        NodeEvent down = bed.WaitForTold<NodeDown>(_ => true);
        NodeDown gone = (NodeDown)down.Event;
        Assert.Equal("left", gone.Reason);
        bed.WaitForTold<BucketTrained>(bucket => bucket.At > down.At && bucket.Node != gone.Name);
        Assert.All(
            bed.Events.OfType<LeaseLost>(),
            lost => Assert.EndsWith("leaves and has handed it back", lost.Reason, StringComparison.Ordinal));
        Assert.DoesNotContain(bed.Words, line => line.Contains("timed out", StringComparison.Ordinal));

        Process[] all = [seed, steady];
        Array.ForEach(all, process => ClusterBed.Signal(process, "TERM"));
        Assert.All(all, process => Assert.Equal(0, bed.ExitOf(process)));
    }

    [Fact]
    public void A_seed_that_is_killed_takes_the_run_up_again_when_it_returns()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 12 };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker();
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2);
        seed.Kill();
        bed.ExitOf(seed);
        Process again = bed.StartSeed();
        Assert.Equal(0, bed.ExitOf(again));
        Assert.Equal(0, bed.ExitOf(worker));
        ClusterBed.CheckWhole(settings);
    }

    [Fact]
    public void Edges_beyond_the_entities_end_the_run_at_the_first_of_them_and_name_the_file()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = 2 };
        _graph.ForgetIdentity();
        EntityDirectory entities = new(settings.EntityPath);
        for (int partition = 0; partition < 4; partition++)
        {
            entities.WriteCount(new PartitionId("node", partition), 50);
        }

        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker();
        Assert.Equal(1, bed.ExitOf(seed));
        Assert.Equal(1, bed.ExitOf(worker));
        Assert.Single(bed.Told.Where(told => told.Event is TrainerFailed).DistinctBy(failed => failed.At));
        Assert.Contains(bed.Words, line => Regex.IsMatch(line, @"edges_\d_\d\.h5, edge \d+: .*expected 0 to 49"));
        Assert.Equal(0, new CheckpointDirectory(settings.CheckpointPath).ReadVersion());
    }

    [Fact]
    public void A_worker_that_may_not_join_again_ends_with_the_reason_when_it_has_lost_the_seed()
    {
        using ClusterBed bed = new(_graph.Settings with { NumEpochs = ClusterBed.Endless });
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker(mayRejoin: false);
        bed.WaitFor<BucketTrained>(_ => true);
        seed.Kill();
        Assert.Equal(1, bed.ExitOf(worker));
        string[] reasons = ["no seed node is left in the cluster", "the other nodes have shut this one out"];
        Assert.Contains(
            bed.Words,
            line => reasons.Any(reason => line.EndsWith($"error: {reason}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_second_seed_node_takes_the_run_over_when_the_first_is_killed()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings, seeds: 2);
        Process first = bed.StartSeed();
        bed.WaitFor<RunStarted>(_ => true);
        Process second = bed.StartSeed(index: 1);
        bed.WaitFor<NodeUp>(node => bed.IsSeed(1, node.Name));
        Process worker = bed.StartWorker();
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2);
        first.Kill();
        NodeEvent taken = bed.WaitForTold<CheckpointCommitted>(version => bed.IsSeed(1, version.Node));
        bed.WaitForVersionAfter(taken);
        await bed.StopRunAsync(seed: 1);
        Assert.Equal(0, bed.ExitOf(second));
        Assert.Equal(0, bed.ExitOf(worker));
        ClusterBed.CheckPublished(settings);
    }

    [Fact]
    public async Task A_worker_that_stood_still_and_goes_on_is_shut_out_comes_back_and_trains_again()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process seed = bed.StartSeed();
        Process steady = bed.StartWorker();
        Process stopped = bed.StartWorker();
        string[] before = [bed.WaitForTraining(steady).Node, bed.WaitForTraining(stopped).Node];
        ClusterBed.Signal(stopped, "STOP");
        NodeDown gone = bed.WaitFor<NodeDown>(_ => true);
        ClusterBed.Signal(stopped, "CONT");
        bed.WaitForVersionAfter(bed.WaitForTold<BucketTrained>(bucket => !before.Contains(bucket.Node)));
        await bed.StopRunAsync();
        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(steady));
        Assert.Equal(0, bed.ExitOf(stopped));
        ClusterBed.CheckPublished(settings);
        Assert.Equal((before[1], "unreachable"), (gone.Name, gone.Reason));
    }

    [Fact]
    public async Task A_run_goes_on_in_the_middle_of_a_pass_on_other_numbers_of_nodes()
    {
        RunSettings settings = _graph.Settings with { NumEpochs = ClusterBed.Endless };
        using ClusterBed bed = new(settings);
        Process[] several = [bed.StartSeed(), bed.StartWorker(), bed.StartWorker()];
        int version = bed.WaitFor<CheckpointCommitted>(version => version.Version >= 2).Version;
        bed.WaitFor<BucketTrained>(bucket => bucket.Pass >= version);
        Process second = bed.StartTraining();
        Assert.Equal(1, bed.ExitOf(second));
        Assert.Contains(bed.Words, line => line.Contains("another run trains this checkpoint", StringComparison.Ordinal));
        Array.ForEach(several, process => process.Kill());
        Array.ForEach(several, process => bed.ExitOf(process));

        CheckpointDirectory checkpoint = new(settings.CheckpointPath);
        int before = checkpoint.ReadVersion();
        Process one = bed.StartTraining();
        Assert.True(SpinWait.SpinUntil(
            () => one.HasExited || checkpoint.ReadVersion() >= before + 2, TimeSpan.FromMinutes(3)));
        one.Kill();
        bed.ExitOf(one);
        int middle = checkpoint.ReadVersion();
        Assert.InRange(middle, before + 2, ClusterBed.Endless);

        several = [bed.StartSeed(), bed.StartWorker(), bed.StartWorker()];
        Array.ForEach(several[1..], worker => bed.WaitForTraining(worker));
        bed.WaitFor<CheckpointCommitted>(version => version.Version >= middle + 2);
        await bed.StopRunAsync();
        Assert.All(several, process => Assert.Equal(0, bed.ExitOf(process)));
        ClusterBed.CheckPublished(settings);
    }

    [Fact]
    public async Task An_actor_of_another_process_hears_what_happens_in_the_run()
    {
        using ClusterBed bed = new(_graph.Settings with { NumEpochs = ClusterBed.Endless });
        Process seed = bed.StartSeed();
        using ClusterNode node = ClusterNode.Start(
            new NodeSettings { Roles = [], SeedNodes = bed.SeedNodes }, run: null, new ClusterNodeOptions());
        TaskCompletionSource<NodeEvent> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef listener = node.System.ActorOf(Props.Create(() => new Listener(heard)));
        node.System.EventStream.Subscribe(listener, typeof(NodeEvent));
        Process worker = bed.StartWorker();
        NodeEvent told = await heard.Task.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.NotEqual(node.Name.Value, told.Node);
        Assert.True(((BucketTrained)told.Event).Edges > 0);
        node.StopRun("the test has heard it");
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Equal(0, bed.ExitOf(seed));
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(TaskCompletionSource<NodeEvent> heard) =>
            Receive<NodeEvent>(told => heard.TrySetResult(told), told => told.Event is BucketTrained);
    }
}
