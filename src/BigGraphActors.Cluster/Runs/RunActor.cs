using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>
/// The run, a cluster singleton: tells trainers what it is, and everybody how it stands and how it ends.
/// </summary>
/// <remarks>
/// Holds nothing that matters: where it moves, it hears from the lock again how far the run is. A run always ends:
/// done, stopped or failed with the reason.
/// </remarks>
internal sealed class RunActor : ReceiveActor
{
    private readonly RunHosting.Parts _parts;
    private readonly Lazy<IReadOnlyList<string>> _description;
    private readonly Senders _senders = new(Context);
    private RunState _state;
    private NodeEvent? _begun;
    private bool _isBeginTold;

    public RunActor(RunHosting.Parts parts)
    {
        _parts = parts;
        _description = new Lazy<IReadOnlyList<string>>(parts.Blueprint.ToParts);
        _state = new RunState
        {
            Run = parts.Blueprint.Settings.CheckpointPath,
            TotalPasses = parts.PassCount,
            Epochs = parts.Blueprint.Settings.NumEpochs,
            Buckets = parts.BucketCount,
            Version = new CheckpointDirectory(parts.Blueprint.Settings.CheckpointPath).ReadVersion(),
        };
        Receive<Counted>(counted => PublishBegin(counted.Edges));
        Receive<DescribeRun>(Describe);
        Receive<GetRunStatus>(asked =>
        {
            if (_senders.Has(asked))
            {
                Sender.Tell(_state.ToStatus(Nodes()));
            }
        });
        Receive<StopRun>(stop =>
        {
            if (!_senders.Has(stop))
            {
                return;
            }

            _parts.Lock.Tell(new EndRun(stop.Reason, stop.Failed));
            Sender.Tell(new RunStopping(_state.Version));
        });
        Receive<LockProgress>(progress =>
        {
            if (_senders.Has(progress, NodeSettings.SeedRole))
            {
                Handle(progress);
            }
        });
        Receive<NodeEvent>(told =>
        {
            _state = _state.With(told);
            _begun = told.Event is RunStarted ? told : _begun;
        });
        Receive<ClusterEvent.MemberUp>(up => PublishUp(up.Member));
        Receive<ClusterEvent.MemberRemoved>(gone => Context.System.PublishRunEvent(new NodeDown(
            NodeNames.Of(gone.Member.UniqueAddress).Value,
            gone.PreviousStatus == MemberStatus.Down ? "unreachable" : "left")));
        Receive<ClusterEvent.IMemberEvent>(_ => { });

        // Nodes that were up before this actor ran are in the first picture, and nobody else tells of them.
        Receive<ClusterEvent.CurrentClusterState>(state =>
        {
            foreach (Member member in state.Members.Where(member => member.Status == MemberStatus.Up))
            {
                PublishUp(member);
            }
        });
    }

    protected override void PreStart()
    {
        NodeWatchActor.WatchOver(Context.System, Self);
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.IMemberEvent));
        Context.System.EventStream.Subscribe(Self, typeof(NodeEvent));
        long first = _state.Version;
        Task.Run(() => _parts.EdgesFrom(first)).PipeTo(
            Self, success: edges => new Counted(edges), failure: _ => new Counted(0));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
    }

    /// <summary>Publishes the begin of the run once: when its edges are counted, or when it is over before.</summary>
    private void PublishBegin(long edges)
    {
        if (!_isBeginTold)
        {
            _isBeginTold = true;
            RunStarted begun = new(
                _state.Run, _state.Version, _state.TotalPasses, _state.Epochs, _state.Buckets, _parts.Blueprint.Seed);
            Context.System.PublishRunEvent(begun with { Edges = edges });
        }
    }

    /// <summary>A node that asks what the run is may have joined after it began.</summary>
    private void Describe(DescribeRun asked)
    {
        IReadOnlyList<string> parts = _description.Value;
        int part = Math.Clamp(asked.Part, 0, parts.Count - 1);
        Sender.Tell(new RunDescription(asked.Part, parts.Count, parts[part]));
        if (_begun is { } begun && part == parts.Count - 1)
        {
            Sender.Tell(begun);
        }
    }

    private static void PublishUp(Member member) => Context.System.PublishRunEvent(new NodeUp(
        NodeNames.Of(member.UniqueAddress).Value, string.Join(',', member.Roles.Order())));

    private void Handle(LockProgress progress)
    {
        if (progress.IsOver && _state.End is null)
        {
            PublishBegin(0);
            bool done = progress.Version >= _state.TotalPasses;
            Context.System.PublishRunEvent(new RunFinished(
                done, !done && !progress.Failed, progress.Reason, progress.Version));
        }
    }

    private static NodeStatus[] Nodes()
    {
        ClusterEvent.CurrentClusterState state = Akka.Cluster.Cluster.Get(Context.System).State;
        return
        [
            .. state.Members.Select(member => new NodeStatus(
                NodeNames.Of(member.UniqueAddress).Value,
                string.Join(',', member.Roles.Order()),
                state.Unreachable.Contains(member) ? "unreachable" : member.Status.ToString().ToLowerInvariant())),
        ];
    }

    private sealed record Counted(long Edges);
}

/// <summary>Registers the run: one in the whole cluster, on the oldest seed node.</summary>
internal static class RunHosting
{
    /// <summary>Name of the manager under <c>/user</c>.</summary>
    public const string ManagerName = "run";
    private const string SingletonName = "director";

    /// <summary>Starts the manager on a seed node.</summary>
    public static IActorRef StartRun(this ActorSystem system, Parts parts, string role) => system.ActorOf(
        ClusterSingletonManager.Props(
            Props.Create(() => new RunActor(parts)),
            PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName);

    /// <summary>Starts the way to it, on any node.</summary>
    public static IActorRef StartRunProxy(this ActorSystem system, string role) => system.ActorOf(
        ClusterSingletonProxy.Props(
            "/user/" + ManagerName,
            ClusterSingletonProxySettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName + "-proxy");

    /// <summary>What the run is given.</summary>
    /// <param name="Blueprint">The run's settings and identity.</param>
    /// <param name="PassCount">Passes of the whole run.</param>
    /// <param name="BucketCount">Buckets of a pass.</param>
    /// <param name="Lock">The way to the bucket lock.</param>
    /// <param name="EdgesFrom">Counts the edges that are trained from a pass to the end; reads files.</param>
    internal sealed record Parts(
        RunBlueprint Blueprint, long PassCount, int BucketCount, IActorRef Lock, Func<long, long> EdgesFrom);
}
