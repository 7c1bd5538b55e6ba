namespace BigGraphActors.Cluster.Locking;

/// <summary>How a run ended.</summary>
/// <param name="Failed">Whether it failed; else it is done, or someone stopped it.</param>
/// <param name="Reason">The reason in words.</param>
internal sealed record RunEnd(bool Failed, string Reason);
