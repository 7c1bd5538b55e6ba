namespace BigGraphActors.Numerics.Transforms;

/// <summary>The shape of the blocks that an operator maps onto each other.</summary>
/// <param name="Rows">Vectors in a block; at least 0.</param>
/// <param name="Dim">Elements of each that mean something.</param>
/// <param name="Stride">Floats from row to row, a multiple of 16, not below <paramref name="Dim"/>.</param>
public readonly record struct TransformBlock(int Rows, int Dim, int Stride);
