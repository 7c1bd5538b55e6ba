namespace BigGraphActors.Storage.Pbg;

/// <summary>What an edge's numbers must stay below; a file that breaks it is refused while it is read.</summary>
/// <remarks>
/// Numbers in memory are int32, so nothing passes 2^31 - 1 anyhow. Row limits hold for all relations of the file
/// together; where relations have different entity types on a side, the caller gives the largest and checks the rest.
/// </remarks>
public sealed record EdgeLimits
{
    /// <summary>Only what int32 demands.</summary>
    public static EdgeLimits None { get; } = new();

    /// <summary>Rows of the left-hand partition.</summary>
    public long LhsRows { get; init; } = int.MaxValue;

    /// <summary>Relation types.</summary>
    public long Relations { get; init; } = int.MaxValue;

    /// <summary>Rows of the right-hand partition.</summary>
    public long RhsRows { get; init; } = int.MaxValue;
}
