namespace Akka.Cluster.Protocol;

/// <summary><c>akka.cluster.split-brain-resolver</c>.</summary>
internal sealed record DowningSettings(DowningStrategy Strategy, int QuorumSize, string Role, TimeSpan StableAfter,
    TimeSpan DownAllWhenUnstable);
