namespace Akka.Cluster.Protocol;

/// <summary>Whom one node cannot reach; the higher version is the later.</summary>
internal sealed record Observation(long Version, ImmutableSortedSet<UniqueAddress> Unreachable);
