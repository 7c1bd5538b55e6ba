namespace Akka.Cluster.Sharding;

/// <summary>Asks a region of this node for its <see cref="CurrentShardRegionState"/>.</summary>
public sealed class GetShardRegionState
{
    /// <summary>The only one.</summary>
    public static readonly GetShardRegionState Instance = new();

    private GetShardRegionState() { }
}
