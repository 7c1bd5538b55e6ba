using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Ranking;

/// <summary>Counts the negatives that beat or tie their positive, from which ranks follow.</summary>
public static unsafe class RankCounts
{
    /// <summary>Adds one tile's counts to the running ones.</summary>
    /// <param name="positives"><c>[rows]</c>.</param>
    /// <param name="scores">
    /// <c>[rows × stride]</c>, stride a multiple of 16, of which <paramref name="columns"/> count.
    /// </param>
    /// <param name="rows">Positives, one row of negatives each.</param>
    /// <param name="columns">Negatives in this tile.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="above"><c>[rows]</c>, added to: scores greater than the positive.</param>
    /// <param name="equal"><c>[rows]</c>, added to: scores equal to it; PBG's rank is <c>1 + above + equal</c>.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>NaN is neither greater nor equal.</remarks>
    public static void Accumulate(
        ReadOnlySpan<float> positives, ReadOnlySpan<float> scores, int rows, int columns, int stride, Span<int> above,
        Span<int> equal)
    {
        Shapes.Tile(scores, rows, columns, stride);
        Shapes.AtLeast(positives, rows);
        Shapes.AtLeast<int>(above, rows);
        Shapes.AtLeast<int>(equal, rows);
        fixed (float* positivesStart = positives, scoresStart = scores)
        fixed (int* aboveStart = above, equalStart = equal)
        {
            var kernel = new Kernel(positivesStart, scoresStart, rows, columns, stride, aboveStart, equalStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct Kernel(
        float* positives, float* scores, int rows, int columns, int stride, int* above, int* equal) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns & -TWidth.Count;
            for (nint k = 0; k < rows; k++)
            {
                float* row = scores + (k * stride);
                TVector bar = TWidth.Broadcast(positives[k]);
                int greater = 0;
                int same = 0;
                for (int i = 0; i < whole; i += TWidth.Count)
                {
                    TVector score = TWidth.Load(row + i);
                    greater += TWidth.CountSet(TWidth.Greater(score, bar));
                    same += TWidth.CountSet(TWidth.Equal(score, bar));
                }

                if (whole < columns)
                {
                    // NaN in the lanes beyond the last column: it neither beats nor ties.
                    TVector score = TWidth.Select(
                        TWidth.FirstLanes(columns - whole), TWidth.Load(row + whole), TWidth.Broadcast(float.NaN));
                    greater += TWidth.CountSet(TWidth.Greater(score, bar));
                    same += TWidth.CountSet(TWidth.Equal(score, bar));
                }

                above[k] += greater;
                equal[k] += same;
            }
        }
    }
}
