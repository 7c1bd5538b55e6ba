using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Notices when a node's life has to end: the run is over, or no seed node is left to train for.</summary>
/// <remarks>
/// A seed node waits a little for the others to leave, so that each of them hears how the run ended. A worker that has
/// lost every seed node cannot know whether a new cluster was founded without it: it starts anew and asks.
/// </remarks>
internal sealed class NodeWatchActor : ReceiveActor, IWithTimers
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "node-watch";

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan EntryPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FarewellPatience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource<NodeEnd> _ended;
    private readonly bool _isSeed;
    private readonly TimeSpan _seedPatience;
    private NodeEnd? _end;
    private DateTime _farewellUntil;
    private DateTime _seedSeen = DateTime.UtcNow;
    private readonly DateTime _started = DateTime.UtcNow;
    private readonly bool _mayFound;
    private bool _everUp;

    /// <param name="ended">Is told the end.</param>
    /// <param name="settings">The node's.</param>
    /// <param name="mayFound">Whether it may wait for others for ever; else it looks anew who is there.</param>
    public NodeWatchActor(TaskCompletionSource<NodeEnd> ended, NodeSettings settings, bool mayFound)
    {
        _mayFound = mayFound;
        _ended = ended;
        _isSeed = settings.Roles.Contains(NodeSettings.SeedRole);
        _seedPatience = TimeSpan.FromSeconds(settings.SeedPatience);
        Receive<RunFinished>(finished => End(finished switch
        {
            { Done: true } => new NodeEnd(NodeEndCause.RunDone, ""),
            { Stopped: true } => new NodeEnd(NodeEndCause.RunStopped, finished.Reason),
            _ => new NodeEnd(NodeEndCause.RunFailed, finished.Reason),
        }));
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
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Ends this node's life, from any of its actors.</summary>
    public static void End(IActorContext from, NodeEnd end) => from.ActorSelection("/user/" + Name).Tell(end);

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(RunFinished));
        Timers.StartPeriodicTimer("look", new Look(), LookInterval);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

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
            bool othersLeft = state.Members.All(member => member.UniqueAddress == cluster.SelfUniqueAddress);
            if (!_isSeed || _end.Cause == NodeEndCause.ShutOut || othersLeft || DateTime.UtcNow > _farewellUntil)
            {
                _ended.TrySetResult(_end);
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
}
