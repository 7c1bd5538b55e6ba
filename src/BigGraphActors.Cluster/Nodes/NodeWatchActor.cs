using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Cluster.Wire;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Nodes;

/// <summary>Notices when a node's life has to end: the run is over, no seed node is left to train for, or the cluster
/// will not let it in.</summary>
/// <remarks>
/// A seed node waits a little for the others to leave, so that each of them hears how the run ended. A worker that has
/// lost every seed node cannot know whether a new cluster was founded without it: it starts anew and asks. A node that
/// is not let in looks for a cause that waiting does not mend, and ends when it finds the same one twice: a seed node
/// that just dies looks once like one that refuses.
/// </remarks>
internal sealed class NodeWatchActor : ReceiveActor, IWithTimers
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "node-watch";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan EntryPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LossPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(10);

    /// <summary>A seed node without TLS logs a probe as a stranger's call, so joining itself comes first.</summary>
    private static readonly TimeSpan FirstPlainProbe = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<NodeEnd> _ended;
    private readonly bool _isSeed;
    private readonly TimeSpan _seedPatience;
    private readonly TimeSpan _firstProbe;
    private NodeEnd? _end;
    private NodeEvent? _runEnd;
    private DateTime _farewellUntil;
    private DateTime _seedSeen = DateTime.UtcNow;
    private readonly DateTime _started = DateTime.UtcNow;
    private readonly bool _mayFound;
    private bool _everUp;
    private bool _isAnswered;
    private string? _obstacle;

    /// <param name="ended">Is told the end.</param>
    /// <param name="settings">The node's block <c>biggraph.node</c>.</param>
    /// <param name="mayFound">Whether it may wait for others for ever; else it looks anew who is there.</param>
    /// <param name="leaving">Ends its questions to seed nodes.</param>
    public NodeWatchActor(
        TaskCompletionSource<NodeEnd> ended, NodeSettings settings, bool mayFound, CancellationToken leaving)
    {
        _mayFound = mayFound;
        _ended = ended;
        _isSeed = settings.Roles.Contains(NodeSettings.SeedRole);
        _seedPatience = TimeSpan.FromSeconds(settings.SeedPatience);
        Receive<NodeEvent>(told =>
        {
            if (told.Event is RunFinished finished)
            {
                _runEnd ??= told;
                End(EndOf(finished));
            }
        });
        Receive<TrainerDone>(done =>
        {
            if (!_isSeed)
            {
                // The event about the end may be lost; this is the trainer's own word from the lock.
                End(done.End.Failed
                    ? new NodeEnd(NodeEndCause.RunFailed, done.End.Reason)
                    : new NodeEnd(NodeEndCause.RunDone, ""));
            }
        });
        Receive<NodeEnd>(End);
        Receive<Look>(_ => LookAround());
        string[] others = [.. settings.SeedNodes.Except([settings.ToSeedAddress()])];
        ClusterTls? tls = ClusterTls.Of(settings);
        _firstProbe = tls is null ? FirstPlainProbe : ProbeInterval;
        Receive<Probe>(_ =>
        {
            if (!_everUp && !_isAnswered && _end is null && others.Length > 0)
            {
                FindObstacleAsync(others, tls, leaving).PipeTo(Self);
            }
        });
        Receive<Probed>(Judge);
        Receive<NodeAnswered>(_ => _isAnswered = true);
        Receive<TurnedAway>(refused =>
        {
            if (!_everUp)
            {
                End(new NodeEnd(NodeEndCause.Refused, $"{refused.By} does not let this node in: {refused.Reason}"));
            }
        });
        Receive<IActorRef>(actor => Context.Watch(actor));
        Receive<ActorIdentity>(found =>
        {
            if (found.Subject is not null)
            {
                Context.Watch(found.Subject);
            }
        });

        // It may be the node's end that comes to it first: its cause is heard within the pause.
        Receive<Terminated>(gone => Timers.StartSingleTimer("lost", new Lost(gone.ActorRef.Path), LossPause));
        Receive<Lost>(lost =>
        {
            if (IsNodeAlive)
            {
                End(new NodeEnd(NodeEndCause.Broken, $"{lost.Actor.ToStringWithoutAddress()} has ended"));
            }
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Ends this node's life, from any of its actors.</summary>
    public static void End(IActorContext from, NodeEnd end) => from.ActorSelection("/user/" + Name).Tell(end);

    /// <summary>From now on the end of an actor, other than with its node, ends the node's life with the reason.
    /// </summary>
    public static void WatchOver(ActorSystem system, IActorRef actor) =>
        system.ActorSelection("/user/" + Name).Tell(actor, ActorRefs.NoSender);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(NodeEvent));
        Context.System.EventStream.Subscribe(Self, typeof(TurnedAway));
        Context.System.EventStream.Subscribe(Self, typeof(NodeAnswered));
        Timers.StartPeriodicTimer("look", new Look(), LookInterval);
        Timers.StartSingleTimer("probe", new Probe(), _firstProbe);
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        if (IsNodeAlive)
        {
            _ended.TrySetResult(
                _end ?? new NodeEnd(NodeEndCause.Broken, $"{Self.Path.ToStringWithoutAddress()} has ended"));
        }
    }

    // While a node leaves, its actors end one after the other.
    private static bool IsNodeAlive => CoordinatedShutdown.Get(Context.System).ShutdownReason is null;

    /// <summary>What the first seed node that answers has against this node.</summary>
    private static async Task<Probed> FindObstacleAsync(
        string[] seeds, ClusterTls? tls, CancellationToken leaving)
    {
        string?[] found = await Task.WhenAll(seeds.Select(
            seed => SeedProbe.FindObstacleAsync(seed, tls, leaving))).ConfigureAwait(false);
        return new Probed(found.FirstOrDefault(obstacle => obstacle is not null));
    }

    private static NodeEnd EndOf(RunFinished finished) => finished switch
    {
        { Done: true } => new NodeEnd(NodeEndCause.RunDone, ""),
        { Stopped: true } => new NodeEnd(NodeEndCause.RunStopped, finished.Reason),
        _ => new NodeEnd(NodeEndCause.RunFailed, finished.Reason),
    };

    private void Judge(Probed probed)
    {
        if (!_everUp && probed.Obstacle is { } obstacle && obstacle == _obstacle)
        {
            End(new NodeEnd(NodeEndCause.Refused, obstacle));
        }

        _obstacle = probed.Obstacle;
        Timers.StartSingleTimer("probe", new Probe(), ProbeInterval);
    }

    private void End(NodeEnd end)
    {
        if (_end is null)
        {
            _end = end;
            _farewellUntil = DateTime.UtcNow + FarewellPatience;
            LookAround();
        }
    }

    private void LookAround()
    {
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(Context.System);
        ClusterEvent.CurrentClusterState state = cluster.State;
        if (_end is not null)
        {
            Member[] others = [.. state.Members.Where(member => member.UniqueAddress != cluster.SelfUniqueAddress)];
            bool othersLeft = others.Length == 0;
            bool isOwn = _end.Cause is NodeEndCause.ShutOut or NodeEndCause.Refused or NodeEndCause.Broken;
            if (!_isSeed || isOwn || othersLeft || DateTime.UtcNow > _farewellUntil)
            {
                _ended.TrySetResult(_end);
            }
            else if (_runEnd is not null)
            {
                // Those that had just come did not hear events yet when it was published.
                foreach (Member other in others)
                {
                    EventReceiverActor.TellAgain(Context, other.Address, _runEnd);
                }
            }

            return;
        }

        _everUp |= cluster.SelfMember.Status == MemberStatus.Up;
        if (!_everUp && !_mayFound && DateTime.UtcNow - _started > EntryPatience)
        {
            _ended.TrySetResult(new NodeEnd(
                NodeEndCause.Abandoned, "the run goes on elsewhere, and no node of it was to be reached"));
            return;
        }

        bool hasSeed = state.Members.Any(member => member.HasRole(NodeSettings.SeedRole))
            && !state.Members.Where(member => member.HasRole(NodeSettings.SeedRole)).All(state.Unreachable.Contains);
        if (hasSeed || !_everUp)
        {
            _seedSeen = DateTime.UtcNow;
        }
        else if (DateTime.UtcNow - _seedSeen > _seedPatience)
        {
            _ended.TrySetResult(new NodeEnd(NodeEndCause.Abandoned, "no seed node is left in the cluster"));
        }
    }

    private sealed record Look;

    private sealed record Probe;

    private sealed record Probed(string? Obstacle);

    private sealed record Lost(ActorPath Actor);
}
