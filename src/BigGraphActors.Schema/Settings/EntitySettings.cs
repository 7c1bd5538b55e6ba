namespace BigGraphActors.Schema.Settings;

/// <summary>One entity type: PBG's <c>EntitySchema</c>.</summary>
public sealed record EntitySettings
{
    /// <summary>Slices the type is cut into, at least 1; 1 means unpartitioned. PBG: <c>num_partitions</c>.</summary>
    public required int NumPartitions { get; init; }

    /// <summary>An entity is the mean of its features' vectors. PBG: <c>featurized</c>, default false.</summary>
    public bool Featurized { get; init; }

    /// <summary>
    /// Overrides <see cref="RunSettings.Dimension"/> for this type. PBG: <c>dimension</c>, default none.
    /// </summary>
    public int? Dimension { get; init; }
}
