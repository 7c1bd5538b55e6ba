using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Losses;

/// <summary>The shape of a tile of negative scores.</summary>
/// <param name="Rows">Positive edges; at least 0.</param>
/// <param name="Columns">Negatives of each; at least 0.</param>
/// <param name="Stride">Floats from row to row, a multiple of 16, not below <paramref name="Columns"/>.</param>
/// <param name="Scale">Factor on loss and gradients: the relation's weight.</param>
public readonly record struct LossTile(int Rows, int Columns, int Stride, float Scale);

/// <summary>What a loss has to say about one tile.</summary>
/// <param name="Loss">Sum over the tile's rows, weights and scale included; NaN when a score is.</param>
/// <param name="Violators">Pairs whose negative scores strictly above its positive.</param>
public readonly record struct TileLoss(double Loss, long Violators);

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
