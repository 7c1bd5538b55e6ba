using System.Runtime.CompilerServices;

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

    /// <summary>Whether rows are so near that to prefetch them costs more than it brings.</summary>
    public bool IsNear => RowCount * Stride * sizeof(float) <= NearBytes;

    /// <summary>One row with its padding.</summary>
    /// <exception cref="ArgumentOutOfRangeException">When there is no such row.</exception>
    public unsafe Span<float> Row(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)RowCount, nameof(index));
        return new((float*)Address + (index * Stride), Stride);
    }
}

/// <summary>How rows of float32 lie in memory: padded with zeros to whole cache lines.</summary>
public static class RowLayout
{
    /// <summary>Floats in a cache line of 64 bytes, and in the widest vector.</summary>
    public const int StrideMultiple = 16;

    /// <summary>Floats from one row's beginning to the next one's: <paramref name="dim"/> rounded up to 16.</summary>
    /// <param name="dim">Elements that mean something; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">When <paramref name="dim"/> is negative.</exception>
    /// <exception cref="OverflowException">When the result is no int32.</exception>
    public static int StrideFor(int dim)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dim);
        return checked(dim + StrideMultiple - 1) & -StrideMultiple;
    }

    /// <summary>The same for a count that is known to be good: no check, and no call inside a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Padded(int count) => (count + StrideMultiple - 1) & -StrideMultiple;
}
