using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Answers <see cref="RequestTable"/> with a ticket, or none when the node has no such table.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation of the offered table.</param>
/// <param name="Ticket">The ticket's number; empty when there is none.</param>
/// <param name="Host">Where the data plane listens.</param>
/// <param name="Port">TCP port of the data plane.</param>
/// <param name="RowCount">Rows of the table.</param>
/// <param name="Dim">Elements of a row.</param>
/// <param name="ByteLength">Bytes that will cross the wire.</param>
public sealed record TableOffer(
    PartitionId Partition,
    Generation Generation,
    Guid Ticket,
    string Host,
    int Port,
    long RowCount,
    int Dim,
    long ByteLength) : IControlMessage;
