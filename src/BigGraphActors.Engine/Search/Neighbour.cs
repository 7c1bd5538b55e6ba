namespace BigGraphActors.Engine.Search;

/// <summary>An entity near another one.</summary>
/// <param name="Name">Name of the entity.</param>
/// <param name="Score">Cosine of the angle between the two vectors; 1 is the same direction.</param>
public sealed record Neighbour(string Name, float Score);
