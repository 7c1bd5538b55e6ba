namespace BigGraphActors.Cli.Commands;

/// <summary>What an edge's end is ranked among, as the option has it.</summary>
internal enum CandidateChoice
{
    /// <summary>The negatives of the configuration.</summary>
    Config,

    /// <summary>All entities of the bucket's partition.</summary>
    Partition,

    /// <summary>All entities of the type.</summary>
    All,
}
