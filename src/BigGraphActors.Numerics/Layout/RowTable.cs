namespace BigGraphActors.Numerics.Layout;

/// <summary>A view of rows of float32 in native memory; owns nothing.</summary>
/// <param name="Address">The first row; valid as long as its owner keeps it.</param>
/// <param name="RowCount">Rows from there on.</param>
/// <param name="Dim">Elements of a row that mean something.</param>
/// <param name="Stride">
/// Floats from row to row, at least <paramref name="Dim"/>; the elements between are zero. A multiple of 16, except
/// for tables of scalars such as optimiser sums, whose stride is 1.
/// </param>
/// <remarks>
/// Race: several threads may hold views of one table and read and write rows at the same time (HOGWILD). A float32
/// is never torn, a row may be: half old, half new, which training tolerates.
/// </remarks>
public readonly record struct RowTable(nint Address, long RowCount, int Dim, int Stride)
{
    /// <summary>Bytes that a third-level cache holds beside what else is worked on.</summary>
    private const long NearBytes = 16 << 20;

    /// <summary>Whether rows are so near that asking for them ahead costs more than it brings.</summary>
    public bool IsNear => RowCount * Stride * sizeof(float) <= NearBytes;

    /// <summary>One row with its padding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When there is no such row.</exception>
    public unsafe Span<float> Row(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)RowCount, nameof(index));
        return new((float*)Address + (index * Stride), Stride);
    }
}
