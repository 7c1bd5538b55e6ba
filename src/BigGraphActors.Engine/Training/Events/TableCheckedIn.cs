using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A trained table is durable.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="IdleRows">Rows that no gradient has moved yet.</param>
public sealed record TableCheckedIn(PartitionId Partition, long IdleRows) : TrainingEvent;
