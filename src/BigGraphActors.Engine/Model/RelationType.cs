using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Model;

/// <summary>A relation type, or the template of all dynamic ones.</summary>
/// <param name="Index">Position in the configuration's <c>relations</c>.</param>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Lhs">Entity type of the left-hand side.</param>
/// <param name="Rhs">Entity type of the right-hand side.</param>
/// <param name="Weight">Factor on the loss.</param>
/// <param name="Operator">What is applied to the right-hand side (dynamic relations: to either).</param>
/// <param name="AllNegs">Every entity of the partition is a negative.</param>
public sealed record RelationType(
    int Index,
    string Name,
    EntityType Lhs,
    EntityType Rhs,
    float Weight,
    OperatorKind Operator,
    bool AllNegs);
