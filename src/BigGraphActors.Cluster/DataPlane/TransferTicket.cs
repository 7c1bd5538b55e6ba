using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>The right to fetch one table once, from the node that holds it.</summary>
/// <remarks>
/// Handed out by message; <see cref="TableServer.Issue"/> makes it. After a broken connection the same ticket takes the
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
