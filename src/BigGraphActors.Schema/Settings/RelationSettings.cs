namespace BigGraphActors.Schema.Settings;

/// <summary>One relation type, or the template of all dynamic ones: PBG's <c>RelationSchema</c>.</summary>
public sealed record RelationSettings
{
    /// <summary>Name, not empty; looked up when importing. PBG: <c>name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Entity type of the left-hand side. PBG: <c>lhs</c>.</summary>
    public required string Lhs { get; init; }

    /// <summary>Entity type of the right-hand side. PBG: <c>rhs</c>.</summary>
    public required string Rhs { get; init; }

    /// <summary>Factor on the loss of this relation's edges, above 0. PBG: <c>weight</c>, default 1.</summary>
    public double Weight { get; init; } = 1.0;

    /// <summary>What is applied to the right-hand side's vector. PBG: <c>operator</c>, default none.</summary>
    public OperatorKind Operator { get; init; } = OperatorKind.None;

    /// <summary>Every entity of the partition is a negative. PBG: <c>all_negs</c>, default false.</summary>
    public bool AllNegs { get; init; }
}
