namespace BigGraphActors.Cluster.Locking;

/// <summary>A partitioned entity type, as far as buckets are concerned.</summary>
/// <param name="Name">Its key in the settings.</param>
/// <param name="AverageCount">Mean of its partitions' rows, halves to even. PBG: <c>entity_counts</c>.</param>
/// <param name="OnLhs">Whether a relation has it on the left-hand side.</param>
/// <param name="OnRhs">Whether a relation has it on the right-hand side.</param>
internal sealed record LockedType(string Name, long AverageCount, bool OnLhs, bool OnRhs);
