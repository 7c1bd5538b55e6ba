namespace BigGraphActors.Cluster.Parameters;

/// <summary>What a shard's actor has to do after a message.</summary>
internal enum ParameterShardStep
{
    /// <summary>The shard has nothing to do.</summary>
    None,

    /// <summary>Open the slice on this node, in the background.</summary>
    Open,

    /// <summary>Close it, in the background.</summary>
    Close,

    /// <summary>End the shard; its slice is closed.</summary>
    Stop,
}
