using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Messages;

/// <summary>What is said to the entity of one partition.</summary>
public interface IPartitionMessage : IControlMessage
{
    /// <summary>Whose entity it is for.</summary>
    PartitionId Partition { get; }
}

/// <summary>Asks a partition's entity where some of its bytes are. Trainer → partition; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">Which bytes: those that the asker's lease builds on.</param>
/// <param name="Term">Term of that lease.</param>
public sealed record LocatePartition(PartitionId Partition, Generation Generation, long Term) : IPartitionMessage;

/// <summary>Answers <see cref="LocatePartition"/>.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that was asked for.</param>
/// <param name="Holder">The node that has them in memory, or none known: then a file has them.</param>
/// <param name="HighestTerm">The highest term seen; above the asker's, its lease is stale.</param>
public sealed record PartitionAt(PartitionId Partition, Generation Generation, string? Holder, long HighestTerm)
    : IControlMessage;

/// <summary>Tells a partition's entity of new durable bytes. Trainer → partition; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">What was trained, with the term of the lease.</param>
/// <param name="Holder">The node that has it in memory too.</param>
public sealed record RecordPartition(PartitionId Partition, Generation Generation, string Holder) : IPartitionMessage;

/// <summary>Answers <see cref="RecordPartition"/>.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that was to be recorded.</param>
/// <param name="HighestTerm">The highest term seen; above the generation's, the check-in is refused.</param>
public sealed record PartitionRecorded(PartitionId Partition, Generation Generation, long HighestTerm)
    : IControlMessage
{
    /// <summary>Whether a newer lease exists, so that what was trained is dropped.</summary>
    public bool IsRefused => HighestTerm > Generation.Term;
}

/// <summary>Asks a node for a ticket to a table in its memory. Trainer → table keeper; safe to repeat.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The generation that the table must have.</param>
public sealed record RequestTable(PartitionId Partition, Generation Generation) : IControlMessage;

/// <summary>Answers <see cref="RequestTable"/>.</summary>
/// <param name="Ticket">The right to fetch the table; none when the node does not have it.</param>
internal sealed record TableOffer(TransferTicket? Ticket) : IControlMessage;

/// <summary>The right to fetch one table once, from the node that holds it.</summary>
/// <remarks>
/// Handed out by message; <c>TableServer.Issue</c> makes it. After a broken connection the same ticket takes the
/// transfer up again.
/// </remarks>
/// <param name="Id">128 random bits that nobody can guess.</param>
/// <param name="Host">Where the holder's data plane listens.</param>
/// <param name="Port">TCP port of the holder's data plane.</param>
/// <param name="Partition">The partition whose table may be fetched.</param>
/// <param name="Generation">Which of its generations.</param>
/// <param name="RowCount">Rows of the table.</param>
/// <param name="Dim">Elements of a row that carry a value.</param>
/// <param name="ByteLength">Bytes that will cross the wire, padding and row sums among them.</param>
internal sealed record TransferTicket(
    Guid Id,
    string Host,
    int Port,
    PartitionId Partition,
    Generation Generation,
    long RowCount,
    int Dim,
    long ByteLength);
