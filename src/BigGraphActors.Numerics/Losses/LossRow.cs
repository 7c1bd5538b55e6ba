using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>What the three losses share: checks, and a row made ready for whole vectors.</summary>
internal static unsafe class LossRow
{
    /// <summary>Throws unless all spans hold what the tile's shape says.</summary>
    public static void Require(
        ReadOnlySpan<float> positives, ReadOnlySpan<float> scores, LossTile tile, ReadOnlySpan<float> weights,
        ReadOnlySpan<float> positiveGradients)
    {
        Shapes.Tile(scores, tile.Rows, tile.Columns, tile.Stride);
        Shapes.AtLeast(positives, tile.Rows);
        Shapes.AtLeast(positiveGradients, tile.Rows);
        if (!weights.IsEmpty)
        {
            Shapes.AtLeast(weights, tile.Rows);
        }
    }

    /// <summary>Puts -infinity into a row's padding, where it scores below everything and earns no gradient.</summary>
    /// <remarks>Whole vectors are written, since a narrow store would stall the wide load that follows.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Seal<TWidth, TVector>(float* row, int columns)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        TVector lowest = TWidth.Broadcast(float.NegativeInfinity);
        for (int i = columns & -TWidth.Count; i < RowLayout.Padded(columns); i += TWidth.Count)
        {
            TWidth.Store(TWidth.Select(TWidth.FirstLanes(columns - i), TWidth.Load(row + i), lowest), row + i);
        }
    }
}
