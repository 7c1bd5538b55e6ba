using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Tables;

/// <summary>The entity of one partition: turns messages into <see cref="PartitionState"/>.</summary>
/// <remarks>
/// Keeps nothing over a move or a restart, and needs nothing: see the state. Its region starts it with the first
/// message.
/// </remarks>
internal sealed class PartitionActor : ReceiveActor
{
    private PartitionState _state = PartitionState.Empty;

    public PartitionActor()
    {
        Receive<LocatePartition>(asked =>
        {
            (_state, PartitionAt answer) = _state.Apply(asked);
            Sender.Tell(answer);
        });
        Receive<RecordPartition>(told =>
        {
            (_state, PartitionRecorded answer) = _state.Apply(told);
            Sender.Tell(answer);
        });
        Receive<ClusterEvent.MemberRemoved>(
            gone => _state = _state.WithoutNode(NodeNames.Of(gone.Member.UniqueAddress).Value));
        Receive<ClusterEvent.CurrentClusterState>(_ => { });
    }

    protected override void PreStart() =>
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
}

/// <summary>Registers the partitions' region: one entity a partition, on the worker nodes.</summary>
internal static class PartitionHosting
{
    /// <summary>Name of the region.</summary>
    public const string RegionName = "partitions";

    /// <summary>Starts the region of this node.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="role">Role of the nodes that hold entities.</param>
    public static IActorRef StartPartitions(this ActorSystem system, string role) => system.StartRegion(
        RegionName, role, _ => Props.Create(() => new PartitionActor()), NameOf, PoisonPill.Instance);

    private static string? NameOf(object message) => message is IPartitionMessage { Partition: var partition }
        ? string.Create(
            CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(partition.EntityType)}_{partition.Index}")
        : null;
}

/// <summary>Asks by messages; waits on the caller's own thread, which is never an actor's.</summary>
internal sealed class PartitionQueries(ActorSystem system, IActorRef partitions, CancellationToken stop)
    : IPartitionQueries
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public PartitionAt? Locate(LocatePartition question) => Ask<PartitionAt>(partitions, question);

    /// <inheritdoc/>
    public PartitionRecorded? Record(RecordPartition news) => Ask<PartitionRecorded>(partitions, news);

    /// <inheritdoc/>
    public TransferTicket? Request(string node, PartitionId partition, Generation generation)
    {
        Address address = NodeNames.AddressOf(
            new NodeName(node), Akka.Cluster.Cluster.Get(system).SelfAddress);
        ActorSelection keeper = system.ActorSelection(new RootActorPath(address) / "user" / TableKeeperActor.Name);
        return Ask<TableOffer>(keeper, new RequestTable(partition, generation))?.Ticket;
    }

    private T? Ask<T>(ICanTell target, object question)
        where T : class
    {
        try
        {
            return target.Ask<T>(question, Patience, stop).Await();
        }
        catch (Exception none) when (none is AskTimeoutException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>Hands out tickets to the tables in this node's memory, under <c>/user/tables</c>.</summary>
internal sealed class TableKeeperActor : ReceiveActor
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "tables";

    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);

    public TableKeeperActor(TableServer server) => Receive<RequestTable>(asked =>
        Sender.Tell(new TableOffer(server.Issue(asked.Partition, asked.Generation, TicketLifetime))));
}
