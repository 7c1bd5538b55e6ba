namespace Akka.Cluster.Sharding;

/// <summary>To a region: hand all shards over, then stop. Done by itself when a node leaves.</summary>
public sealed class GracefulShutdown
{
    /// <summary>The only one.</summary>
    public static readonly GracefulShutdown Instance = new();

    private GracefulShutdown() { }
}
