using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Hosting;

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
