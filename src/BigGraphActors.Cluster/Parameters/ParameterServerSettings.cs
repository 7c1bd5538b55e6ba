namespace BigGraphActors.Cluster.Parameters;

/// <summary>How a node keeps the slices of its shards.</summary>
internal sealed record ParameterServerSettings
{
    /// <summary>Time between snapshots of a slice that changes. Clients keep what is younger, to send it
    /// again.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(3);
}
