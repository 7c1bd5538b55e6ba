using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Products whose elements are pairs of 16-bit integers, and whose sums are integers of 32 bits.</summary>
public static unsafe partial class MatrixBlocks
{
    /// <summary>Whether a product of such depth is made in one go, so that its sums may be scaled as they leave.
    /// </summary>
    internal static bool IsOnePart(int depth) => depth <= DepthMost;

    /// <summary>Multiplies pairs; nothing is checked.</summary>
    /// <param name="whole">A, B and C; the depth counts pairs. Sums are scaled only in one part.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C, a multiple of 16.</param>
    /// <param name="ahead">Rows that are needed next.</param>
    internal static void MultiplyPairs(in MatrixTile whole, int rows, int columns, RowsAhead ahead)
    {
        fixed (int* comingStart = ahead.Rows)
        {
            RowQueue queue = new((float*)ahead.Table.Address, ahead.Table.Stride, comingStart, ahead.Rows.Length);
            var kernel = new PairKernel(
                new MultiplyKernel(whole, rows, columns, ahead.Rows.IsEmpty ? null : &queue));
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct PairKernel(MultiplyKernel kernel) : IVectorKernel
    {
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged => kernel.Multiply<PairWidth<TWidth, TVector>, TVector>();
    }
}
