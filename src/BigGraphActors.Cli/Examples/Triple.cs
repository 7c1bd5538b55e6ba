namespace BigGraphActors.Cli.Examples;

/// <summary>An edge by the numbers that a <see cref="TripleList"/> gave to its names.</summary>
/// <param name="Lhs">Number of the left entity's name.</param>
/// <param name="Relation">Number of the relation's name.</param>
/// <param name="Rhs">Number of the right entity's name.</param>
internal readonly record struct Triple(int Lhs, int Relation, int Rhs);
