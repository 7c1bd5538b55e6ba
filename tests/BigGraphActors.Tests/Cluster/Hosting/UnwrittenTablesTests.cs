using System.Diagnostics;
using Akka.Actor;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Tables that are named and not there: handed in, or lost while no node ran.</summary>
[Collection(nameof(ClusterProcesses))]
public sealed class UnwrittenTablesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_member_that_hands_in_tables_it_never_wrote_ends_the_run_with_the_reason_and_nothing_counts()
    {
        using TinyGraph graph = new(partitions: 4, dynamic: true);
        NodeSettings settings = new() { Roles = [NodeSettings.SeedRole] };
        using ClusterNode seed = ClusterNode.Start(
            settings, RunBlueprint.Of(graph.Settings, sharesParameters: true), new ClusterNodeOptions());
        NodeSettings member = new() { Roles = [NodeSettings.WorkerRole], SeedNodes = [seed.Name.Address] };
        using ActorSystem liar = ActorSystem.Create(
            member.Cluster, NodeConfig.SetupOf(member, "akka.loggers = []\nakka.stdout-loglevel = OFF", log: null));
        TaskCompletionSource<RunEnd> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        IActorRef bucketLock = liar.StartBucketLockProxy(NodeSettings.SeedRole);
        liar.ActorOf(Props.Create(() => new Liar(bucketLock, ended)), LockClientActor.Name);
        RunEnd end = await ended.Task.WaitAsync(Patience);

        Assert.True(end.Failed);
        Assert.Matches(
            "failed 3 times; the last time: a table that was handed in is missing: .*working.* is not there", end.Reason);
        Assert.Equal(0, new CheckpointDirectory(graph.Settings.CheckpointPath).ReadVersion());
        await liar.Terminate();
    }

    [Fact]
    public void A_run_whose_trained_tables_were_lost_while_no_node_ran_trains_them_again_and_ends_whole()
    {
        // Passes that are long enough to be stopped before the first one is published.
        using TinyGraph graph = new(partitions: 4, dynamic: true, nodes: 40_000);
        RunSettings settings = graph.Settings with { NumEpochs = 2 };
        using ClusterBed bed = new(settings);
        Process[] first = [bed.StartSeed(), bed.StartWorker()];
        bed.WaitFor<BucketTrained>(_ => true);
        foreach (Process process in first)
        {
            process.Kill();
            bed.ExitOf(process);
        }

        string[] tables = Directory.GetFiles(Path.Combine(settings.CheckpointPath, "working"), "*.h5");
        Assert.NotEmpty(tables);
        Array.ForEach(tables, File.Delete);
        Process seed = bed.StartSeed();
        Process worker = bed.StartWorker();

        Assert.Equal(0, bed.ExitOf(seed));
        Assert.Equal(0, bed.ExitOf(worker));
        Assert.Contains(bed.Events.OfType<CheckpointFailed>(), failed => failed.Reason.StartsWith(
            "the ledger names a table that is missing", StringComparison.Ordinal));
        ClusterBed.CheckWhole(settings);
    }

    /// <summary>Asks for buckets as a trainer does, and hands each in at once.</summary>
    private sealed class Liar : ReceiveActor, IWithTimers
    {
        private readonly NodeName _name = NodeNames.Of(Context.System);
        private long _request = 1;

        public Liar(IActorRef bucketLock, TaskCompletionSource<RunEnd> ended)
        {
            Receive<string>(_ => bucketLock.Tell(new AcquireBucket(_request, _name, [], [])));
            Receive<BucketGranted>(granted =>
            {
                _request = granted.Request + 1;
                BucketLease lease = granted.Lease;
                bucketLock.Tell(new CompleteBuckets(_name, [new FinishedBucket(
                    lease.Term,
                    [.. lease.Bases.Select(table => table with { Generation = lease.Produces() })],
                    new BucketReport())]));
            });
            Receive<AskAnew>(anew => _request = anew.Request + 1);
            Receive<BucketsCompleted>(done => ended.TrySetException(
                new InvalidOperationException($"{done.Terms.Length} buckets count")));
            Receive<RunOver>(over => ended.TrySetResult(over.End));
            ReceiveAny(_ => { });
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() =>
            Timers.StartPeriodicTimer("ask", "ask", TimeSpan.Zero, TimeSpan.FromMilliseconds(200));
    }
}
