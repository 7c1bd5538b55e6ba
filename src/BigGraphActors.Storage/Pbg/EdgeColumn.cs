namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// The parts of a spilled block of edges, in the order in which they lie in it; all of 4-byte elements.
/// </summary>
internal enum EdgeColumn
{
    /// <summary>Left-hand rows.</summary>
    Lhs,

    /// <summary>Relation numbers.</summary>
    Relation,

    /// <summary>Right-hand rows.</summary>
    Rhs,

    /// <summary>Weights, as the bits of float32.</summary>
    Weight,

    /// <summary>How many features each left-hand side has.</summary>
    LhsFeatureCounts,

    /// <summary>Features of the left-hand sides, edge after edge.</summary>
    LhsFeatures,

    /// <summary>How many features each right-hand side has.</summary>
    RhsFeatureCounts,

    /// <summary>Features of the right-hand sides, edge after edge.</summary>
    RhsFeatures,
}
