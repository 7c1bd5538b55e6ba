namespace BigGraphActors.Numerics.Layout;

/// <summary>The operands and extents of a matrix product; see <see cref="MatrixBlocks"/> for what each must hold.
/// </summary>
public readonly ref struct MatrixProduct
{
    /// <summary><c>[Rows × Depth]</c>, element (i, p) at <c>i * ARow + p * AColumn</c>.</summary>
    public ReadOnlySpan<float> A { get; init; }

    /// <summary>Floats from one row of A to the next.</summary>
    public int ARow { get; init; }

    /// <summary>Floats from one column of A to the next.</summary>
    public int AColumn { get; init; }

    /// <summary><c>[Depth × Columns]</c>, row-major; not read where rows of a table stand for it.</summary>
    public ReadOnlySpan<float> B { get; init; }

    /// <summary>Floats from row to row of B.</summary>
    public int BStride { get; init; }

    /// <summary>Floats from row to row of C.</summary>
    public int CStride { get; init; }

    /// <summary>Rows of A and C.</summary>
    public int Rows { get; init; }

    /// <summary>Columns of B and C.</summary>
    public int Columns { get; init; }

    /// <summary>Columns of A, rows of B.</summary>
    public int Depth { get; init; }

    /// <summary>Whether C is added to rather than overwritten.</summary>
    public bool Accumulate { get; init; }
}
