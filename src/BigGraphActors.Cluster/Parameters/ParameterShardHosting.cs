using System.Globalization;
using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Engine.Threads;

namespace BigGraphActors.Cluster.Parameters;

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
