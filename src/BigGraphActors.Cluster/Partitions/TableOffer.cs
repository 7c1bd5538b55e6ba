using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>Answers <see cref="RequestTable"/>.</summary>
/// <param name="Ticket">The right to fetch the table; none when the node does not have it.</param>
internal sealed record TableOffer(TransferTicket? Ticket) : IControlMessage;
