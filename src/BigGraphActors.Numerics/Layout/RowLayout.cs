using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Layout;

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
