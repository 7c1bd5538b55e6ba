namespace BigGraphActors.Engine.Gradients;

/// <summary>The four ways in which a relation type's edges become vectors.</summary>
/// <param name="Lhs">Left-hand entities as candidates.</param>
/// <param name="Rhs">Right-hand entities as candidates; static relations: with the operator.</param>
/// <param name="LhsQuery">Left-hand entities with their operator; only of dynamic relations.</param>
/// <param name="RhsQuery">Right-hand entities with their operator; only of dynamic relations.</param>
/// <remarks>
/// PBG: a static relation has one operator, on the right-hand side, for positives and negatives alike. Dynamic ones
/// have two, and negatives get none: corrupted left sides meet the transformed right side, and the other way round.
/// </remarks>
internal sealed record RelationPaths(RowPath Lhs, RowPath Rhs, RowPath? LhsQuery, RowPath? RhsQuery);
