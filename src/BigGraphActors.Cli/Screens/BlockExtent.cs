namespace BigGraphActors.Cli.Screens;

/// <summary>How large a negative block is.</summary>
/// <param name="Rows">Edges that share negatives.</param>
/// <param name="Negatives">Negatives of each edge.</param>
/// <param name="Dimension">Elements of a vector.</param>
internal sealed record BlockExtent(int Rows, int Negatives, int Dimension);
