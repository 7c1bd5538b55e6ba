using Akka.Actor;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Hands out tickets to the tables in this node's memory, under <c>/user/tables</c>.</summary>
internal sealed class TableKeeperActor : ReceiveActor
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "tables";

    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);

    public TableKeeperActor(TableServer server) => Receive<RequestTable>(asked =>
        Sender.Tell(new TableOffer(server.Issue(asked.Partition, asked.Generation, TicketLifetime))));
}
