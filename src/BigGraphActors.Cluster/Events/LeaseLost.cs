using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Events;

/// <summary>A trainer was silent for too long, failed, or is gone: its bucket goes to another one.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Term">Term of its lease.</param>
/// <param name="Trainer">Node of the trainer that had it.</param>
/// <param name="Reason">Why it was taken back.</param>
public sealed record LeaseLost(Bucket Bucket, long Term, string Trainer, string Reason) : RunEvent;
