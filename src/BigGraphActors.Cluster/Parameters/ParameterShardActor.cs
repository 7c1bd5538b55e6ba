using System.Globalization;
using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>The entity of one slice: turns messages into <see cref="ParameterShardState"/>.</summary>
/// <remarks>
/// <para>Owns: the life of one slice in this node's <see cref="ParameterServer"/>; no number passes through it.
/// Receives <see cref="WhereIsSlice"/> from parameter loops, <see cref="LeaveNode"/> from its region when the shard
/// moves. Opens and closes in the background: both wait for the disk.</para>
/// <para>Survives a restart: nothing, and nothing needs to. When its node dies, the region starts it elsewhere with the
/// next question, and the slice's newest snapshot is taken up there.</para>
/// </remarks>
internal sealed class ParameterShardActor : ReceiveActor
{
    private readonly int _slice;
    private readonly ParameterServer _server;
    private readonly SliceAddress _here;
    private ParameterShardState _state = ParameterShardState.Initial;

    public ParameterShardActor(int slice, ParameterServer server, SliceAddress here)
    {
        _slice = slice;
        _server = server;
        _here = here;
        Receive<WhereIsSlice>(_ =>
        {
            Go(_state.Wanted(_server.Serves(_slice)));
            Sender.Tell(_state.Answer(_slice, _here));
        });
        Receive<Opened>(opened => Go(_state.Opened(opened.Life)));
        Receive<OpenFailed>(failed => Go(_state.Failed(failed.Reason)));
        Receive<LeaveNode>(_ => Go(_state.Leave()));
        Receive<Closed>(_ => Context.Stop(Self));
    }

    protected override void PreStart() => Go(_state.Wanted(isServing: false));

    private void Go((ParameterShardState Next, ParameterShardStep Step) decided)
    {
        _state = decided.Next;
        switch (decided.Step)
        {
            case ParameterShardStep.Open:
                Task.Run(() => _server.Open(_slice)).PipeTo(
                    Self, success: life => new Opened(life), failure: reason => new OpenFailed(reason.Message));
                break;
            case ParameterShardStep.Close:
                Task.Run(() => _server.Close(_slice)).PipeTo(
                    Self, success: () => new Closed(""), failure: reason => new Closed(reason.Message));
                break;
            case ParameterShardStep.Stop:
                Context.Stop(Self);
                break;
            default:
                break;
        }
    }

    /// <summary>Makes the shard write its slice, and stop. Region → shard, on this node only.</summary>
    internal sealed class LeaveNode
    {
        private LeaveNode()
        {
        }

        /// <summary>The only instance: the message carries nothing.</summary>
        public static LeaveNode Instance { get; } = new();
    }

    private sealed record Opened(long Life);

    private sealed record OpenFailed(string Reason);

    private sealed record Closed(string Trouble);
}

/// <summary>Registers the parameter shards' region: one entity a slice, on the worker nodes.</summary>
internal static class ParameterShardHosting
{
    /// <summary>Name of the region.</summary>
    public const string RegionName = "parameters";

    /// <summary>Starts the region of this node.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="role">Role of the nodes that hold slices.</param>
    /// <param name="server">The server of this node; registered with its data plane.</param>
    /// <param name="here">Where that data plane is reached.</param>
    public static IActorRef StartParameterShards(
        this ActorSystem system, string role, ParameterServer server, SliceAddress here) =>
        system.StartRegion(
            RegionName,
            role,
            id => PropsOf(int.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture), server, here),
            NameOf,
            ParameterShardActor.LeaveNode.Instance);

    /// <summary>Starts a way to the shards on a node that holds none.</summary>
    public static IActorRef StartParameterProxy(this ActorSystem system, string role) =>
        system.StartRegionProxy(RegionName, role, NameOf);

    /// <summary>Makes one shard's actor.</summary>
    public static Props PropsOf(int slice, ParameterServer server, SliceAddress here) =>
        Props.Create(() => new ParameterShardActor(slice, server, here));

    /// <summary>Asks shards where their slices are; for a thread of the caller's own, which waits.</summary>
    /// <param name="region">From <see cref="StartParameterShards"/> or <see cref="StartParameterProxy"/>.</param>
    /// <param name="patience">Longest wait for one answer.</param>
    /// <param name="stop">Ends every wait.</param>
    public static Func<int, SliceAddress?> Locator(
        IActorRef region, TimeSpan patience, CancellationToken stop) => slice =>
    {
        try
        {
            SliceAt at = region.Ask<SliceAt>(new WhereIsSlice(slice), patience, stop).Await();
            return at.IsOpen ? new SliceAddress(at.Host, at.Port) : null;
        }
        catch (Exception failure) when (failure is AskTimeoutException or OperationCanceledException)
        {
            return null;
        }
    };

    private static string? NameOf(object message) => message is IParameterShardMessage shard
        ? shard.Slice.ToString(CultureInfo.InvariantCulture)
        : null;
}
