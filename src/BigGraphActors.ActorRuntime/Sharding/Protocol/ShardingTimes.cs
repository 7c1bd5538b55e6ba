namespace Akka.Cluster.Sharding.Protocol;

/// <summary><c>akka.cluster.sharding</c>, as far as the protocol goes.</summary>
internal sealed record ShardingTimes(TimeSpan RetryInterval, TimeSpan HandOffTimeout, TimeSpan RemovalMargin);
