namespace BigGraphActors.Cluster.Parameters;

/// <summary>Where in its life a shard's slice is.</summary>
internal enum ParameterShardPhase
{
    /// <summary>Not here: never opened, or that failed.</summary>
    Closed,

    /// <summary>Being read from its file.</summary>
    Opening,

    /// <summary>Adds what is pushed.</summary>
    Open,

    /// <summary>Being written for the last time; then the shard stops.</summary>
    Closing,
}
