using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Cluster.Wire;

/// <summary>What becomes of those who reach a node's port and do not belong to its cluster.</summary>
/// <remarks>Nodes of one process; the strangers are actor systems and sockets of the same.</remarks>
public sealed class StrangerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TinyGraph _graph = new(partitions: 2, dynamic: true);
    private readonly NodeSettings _settings;
    private readonly ClusterNode _seed;
    private readonly ConcurrentQueue<string> _log = new();

    public StrangerTests()
    {
        int port = Hosting.ClusterBed.FreePorts(1)[0];
        _settings = new NodeSettings
        {
            Roles = [NodeSettings.SeedRole],
            Port = port,
            SeedNodes = [$"127.0.0.1:{port}"],
            Secret = "the secret of this cluster",
        };
        _seed = ClusterNode.Start(
            _settings, RunBlueprint.Of(_graph.Settings with { NumEpochs = 5 }, sharesParameters: true), Quiet);
        _seed.System.ActorOf(Props.Create(() => new LogTap(_log)));
        Wait(() => Members().Length == 1);
    }

    private static ClusterNodeOptions Quiet => new()
    {
        UserConfig = "akka.loglevel = WARNING\nakka.loggers = []\nakka.stdout-loglevel = OFF",
    };

    public void Dispose()
    {
        _seed.Dispose();
        _graph.Dispose();
    }

    [Fact]
    public async Task A_member_knows_the_secret_and_hears_how_the_run_stands()
    {
        using ClusterNode visitor = ClusterNode.Start(AsVisitor(), null, Quiet);
        Assert.Equal("running", (await visitor.GetStatusAsync(Patience)).State);
        visitor.StopRun("by a person");
        NodeEnd end = await _seed.Ended.WaitAsync(Patience);
        Assert.Equal((NodeEndCause.RunStopped, "by a person"), (end.Cause, end.Reason));
    }

    [Fact]
    public async Task A_node_without_the_secret_is_turned_away_before_it_is_a_member_and_both_sides_say_why_once()
    {
        using ClusterNode stranger = ClusterNode.Start(AsVisitor() with { Secret = "another" }, null, Quiet);
        NodeEnd end = await stranger.Ended.WaitAsync(Patience);
        Assert.Equal(NodeEndCause.Refused, end.Cause);
        Assert.Contains("does not take this node's secret (node.secret)", end.Reason, StringComparison.Ordinal);
        Wait(() => _log.Any(line => line.Contains("Turned away", StringComparison.Ordinal)));
        string told = Assert.Single(_log, line => line.Contains("Turned away", StringComparison.Ordinal));
        Assert.Contains("does not know this cluster's secret", told, StringComparison.Ordinal);
        Assert.Single(Members());
    }

    [Fact]
    public async Task A_node_of_other_settings_is_turned_away_and_hears_which()
    {
        ClusterNodeOptions other = Quiet with
        {
            UserConfig = Quiet.UserConfig + "\nakka.cluster.split-brain-resolver.active-strategy = keep-oldest",
        };
        using ClusterNode stranger = ClusterNode.Start(AsVisitor(), null, other);
        NodeEnd end = await stranger.Ended.WaitAsync(Patience);
        Assert.Equal(NodeEndCause.Refused, end.Cause);
        Assert.Contains(
            "akka.cluster.split-brain-resolver.active-strategy is keep-oldest here and ",
            end.Reason,
            StringComparison.Ordinal);
        Assert.Single(Members());
    }

    [Fact]
    public async Task A_node_of_another_cluster_is_turned_away()
    {
        using ClusterNode stranger = ClusterNode.Start(AsVisitor() with { Cluster = "other" }, null, Quiet);
        NodeEnd end = await stranger.Ended.WaitAsync(Patience);
        Assert.Contains("node.cluster is other here and biggraph there", end.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/user/run/director")]
    [InlineData("/user/bucket-lock/lock")]
    [InlineData("/user/node-watch")]
    [InlineData("/system/cluster/core/daemon")]
    public async Task A_plain_actor_system_reaches_no_actor(string path)
    {
        using ActorSystem stranger = PlainSystem();
        ActorSelection target = stranger.ActorSelection($"akka.tcp://biggraph@{_settings.SeedNodes[0]}{path}");
        await Assert.ThrowsAnyAsync<Exception>(() => target.ResolveOne(TimeSpan.FromSeconds(3)));
        target.Tell(PoisonPill.Instance);
        target.Tell(Kill.Instance);
        Akka.Cluster.Cluster.Get(stranger).Join(Address.Parse($"akka.tcp://biggraph@{_settings.SeedNodes[0]}"));
        Wait(() => _log.Any(line => line.Contains("Turned away", StringComparison.Ordinal)));
        Assert.Single(Members());
        Assert.False(_seed.Ended.IsCompleted);
        using ClusterNode visitor = ClusterNode.Start(AsVisitor(), null, Quiet);
        Assert.Equal("running", (await visitor.GetStatusAsync(Patience)).State);
    }

    [Fact]
    public async Task Silent_connections_are_bounded_in_number_and_end_by_themselves()
    {
        List<TcpClient> silent = [.. Enumerable.Range(0, 200).Select(_ => Dial())];
        try
        {
            // Members still come in while they stand there.
            using ClusterNode visitor = ClusterNode.Start(AsVisitor(), null, Quiet);
            Assert.Equal("running", (await visitor.GetStatusAsync(Patience)).State);
            Assert.All(silent, one => Assert.True(HasEnded(one)));
            Assert.InRange(TurnedAway(), 1, silent.Count / 10);
        }
        finally
        {
            silent.ForEach(one => one.Dispose());
        }
    }

    [Fact]
    public async Task Bytes_of_no_meaning_end_their_connection_and_are_not_kept()
    {
        const int Rounds = 60;
        const long MostKept = 64 << 20;
        int connections = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Rounds; i++)
        {
            foreach (byte[] bytes in Hosting.HostileBytes.OfEachKind(i))
            {
                using TcpClient client = Dial();
                Hosting.HostileBytes.Say(client, bytes);
                Assert.True(Hosting.HostileBytes.HasEnded(client));
                connections++;
            }
        }

        // Some 200 MiB were said. What a few connections need stays in the pool of buffers. Other tests of this process
        // may use memory just now; theirs goes again.
        long kept = long.MaxValue;
        Assert.True(
            SpinWait.SpinUntil(
                () => (kept = GC.GetTotalMemory(forceFullCollection: true) - before) <= MostKept, Patience),
            $"{kept >> 20} MiB are kept");
        Assert.InRange(TurnedAway(), 1, connections / 10);
        using ClusterNode visitor = ClusterNode.Start(AsVisitor(), null, Quiet);
        Assert.Equal("running", (await visitor.GetStatusAsync(Patience)).State);
    }

    [Theory]
    [InlineData("/user/bucket-lock/lock")]
    [InlineData("/user/bucket-lock")]
    [InlineData("/user/run/director")]
    [InlineData("/user/node-watch")]
    [InlineData("/user/event-sender")]
    public async Task An_actor_that_ends_ends_the_node_with_the_reason(string path)
    {
        ActorSelection actor = _seed.System.ActorSelection(path);
        await UntilThere(actor);
        actor.Tell(PoisonPill.Instance);
        NodeEnd end = await _seed.Ended.WaitAsync(Patience);
        Assert.Equal((NodeEndCause.Broken, $"{path} has ended"), (end.Cause, end.Reason));
    }

    [Fact]
    public async Task Commands_count_only_from_members_in_the_right_role()
    {
        // A visitor knows the secret, and has no role: it is no trainer.
        using ClusterNode visitor = ClusterNode.Start(AsVisitor(), null, Quiet);
        await visitor.GetStatusAsync(Patience);
        ActorSelection bucketLock = visitor.System.ActorSelection(
            $"akka.tcp://biggraph@{_settings.SeedNodes[0]}/user/bucket-lock/lock");
        IActorRef sender = visitor.System.ActorOf(Props.Create(() => new Mute()));
        bucketLock.Tell(new BigGraphActors.Cluster.Messages.AcquireBucket(1, visitor.Name, [], []), sender);
        bucketLock.Tell(new BigGraphActors.Cluster.Messages.EndRun("by a stranger", true), sender);
        bucketLock.Tell(new BigGraphActors.Cluster.Messages.EndRun("by nobody", true), ActorRefs.NoSender);
        Wait(() => _log.Count(line => line.Contains("Refused", StringComparison.Ordinal)) >= 3);
        Assert.Contains(_log, line => line.Contains("Refused AcquireBucket", StringComparison.Ordinal));
        Assert.Equal("running", (await visitor.GetStatusAsync(Patience)).State);
        Assert.False(_seed.Ended.IsCompleted);
    }

    private static async Task UntilThere(ActorSelection actor)
    {
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed < Patience;)
        {
            try
            {
                await actor.ResolveOne(TimeSpan.FromSeconds(1));
                return;
            }
            catch (ActorNotFoundException)
            {
                await Task.Delay(50);
            }
        }

        Assert.Fail($"{actor.PathString} is not there after {Patience.TotalSeconds} s");
    }

    private NodeSettings AsVisitor() => new()
    {
        Roles = [],
        SeedNodes = _settings.SeedNodes,
        Secret = _settings.Secret,
    };

    private static ActorSystem PlainSystem() => ActorSystem.Create("biggraph", ConfigurationFactory.ParseString("""
        akka.actor.provider = cluster
        akka.loggers = []
        akka.stdout-loglevel = OFF
        akka.remote.dot-netty.tcp.hostname = "127.0.0.1"
        akka.remote.dot-netty.tcp.port = 0
        """));

    private TcpClient Dial()
    {
        TcpClient client = new() { ReceiveTimeout = (int)Patience.TotalMilliseconds };
        client.Connect(IPAddress.Loopback, _settings.Port);
        return client;
    }

    private static bool HasEnded(TcpClient client)
    {
        try
        {
            return client.GetStream().Read(new byte[1]) == 0;
        }
        catch (IOException failure) when (failure.InnerException is SocketException
        {
            SocketErrorCode: SocketError.ConnectionReset
        })
        {
            return true;
        }
    }

    /// <summary>Lines that the log has of strangers; it has far fewer than there were.</summary>
    private int TurnedAway() => _log.Count(line => line.Contains("Turned away", StringComparison.Ordinal));

    private Member[] Members() => [.. Akka.Cluster.Cluster.Get(_seed.System).State.Members];

    private static void Wait(Func<bool> holds)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Assert.True(SpinWait.SpinUntil(holds, Patience), $"not within {clock.Elapsed}");
    }

    private sealed class Mute : ReceiveActor;

    private sealed class LogTap : ReceiveActor
    {
        public LogTap(ConcurrentQueue<string> lines)
        {
            Receive<Warning>(line => lines.Enqueue(line.ToString()));
            Receive<Error>(line => lines.Enqueue(line.ToString()));
        }

        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(Warning));
            Context.System.EventStream.Subscribe(Self, typeof(Error));
        }
    }
}
