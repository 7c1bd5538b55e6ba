namespace BigGraphActors.Numerics.Losses;

/// <summary>The shape of a tile of negative scores.</summary>
/// <param name="Rows">Positive edges; at least 0.</param>
/// <param name="Columns">Negatives of each; at least 0.</param>
/// <param name="Stride">Floats from row to row, a multiple of 16, not below <paramref name="Columns"/>.</param>
/// <param name="Scale">Factor on loss and gradients: the relation's weight.</param>
public readonly record struct LossTile(int Rows, int Columns, int Stride, float Scale);
