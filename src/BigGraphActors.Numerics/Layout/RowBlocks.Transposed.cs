using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>From table to transposed block, without a copy between.</summary>
public static unsafe partial class RowBlocks
{
    /// <summary>Looks rows up and transposes them: <see cref="Gather"/> and <see cref="Transpose"/> in one.</summary>
    /// <param name="table">Where from; may change meanwhile (HOGWILD).</param>
    /// <param name="rows">Which rows, repeats allowed. Not checked against the table in release builds.</param>
    /// <param name="destination">
    /// <c>[table.Dim × destinationStride]</c>: element <c>(d, r)</c> becomes element d of row <c>rows[r]</c>. Columns
    /// from <c>rows.Length</c> up to the next multiple of 16 become zero, later ones are left alone.
    /// </param>
    /// <param name="destinationStride">Floats from row to row in the result, a multiple of 16.</param>
    /// <exception cref="ArgumentException">When the destination is too short or a stride does not fit.</exception>
    public static void GatherTransposed(
        RowTable table, ReadOnlySpan<int> rows, Span<float> destination, int destinationStride)
    {
        Shapes.Table(table);
        Shapes.Indices(rows, table.RowCount);
        Shapes.Block(destination, table.Dim, destinationStride);
        if (RowLayout.StrideFor(rows.Length) > destinationStride)
        {
            throw new ArgumentException($"{rows.Length} rows into {destinationStride} columns");
        }

        fixed (int* rowsStart = rows)
        fixed (float* destinationStart = destination)
        {
            var kernel = new GatherTransposedKernel(
                table, rowsStart, rows.Length, destinationStart, destinationStride);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct GatherTransposedKernel(
        RowTable table, int* rows, int count, float* destination, int destinationStride) : IVectorKernel
    {
        /// <summary>Floats of a row that are taken at once; sixteen rows of them stay in L1.</summary>
        private const int PartMost = 128;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* part = stackalloc float[(RowLayout.StrideMultiple * PartMost) + RowLayout.StrideMultiple];
            part = (float*)(((nint)part + 63) & -64);
            for (int first = 0; first < count; first += RowLayout.StrideMultiple)
            {
                int height = Math.Min(RowLayout.StrideMultiple, count - first);
                for (int column = 0; column < table.Dim; column += PartMost)
                {
                    int width = Math.Min(PartMost, table.Dim - column);
                    int copied = RowLayout.Padded(width);
                    for (int i = 0; i < height; i++)
                    {
                        float* row = (float*)table.Address + ((nint)rows[first + i] * table.Stride) + column;
                        RowLoops<TWidth, TVector>.Copy(row, part + (i * PartMost), copied);
                    }

                    float* to = destination + ((nint)column * destinationStride) + first;
                    new TransposeKernel(part, PartMost, height, width, copied, to, destinationStride)
                        .Run<TWidth, TVector>();
                }
            }
        }
    }
}
