using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>Makes integers of rows of float32.</summary>
public static unsafe class FixedRows
{
    /// <summary>Rounds each row to integers whose vector has the length <see cref="FixedBlock.Range"/>.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="stride">Floats from row to row, a multiple of 16.</param>
    /// <param name="values">Rows of <see cref="FixedBlock.StrideFor"/> integers, overwritten.</param>
    /// <param name="scales"><c>[rows]</c>, overwritten: 0 for a row of zeros, no number for a row with one that is
    /// none, so that it comes out of every product.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Round(
        ReadOnlySpan<float> block, int rows, int stride, Span<short> values, Span<float> scales)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<short>(values, rows * FixedBlock.StrideFor(stride));
        Shapes.AtLeast<float>(scales, rows);
        fixed (float* start = block, scaleStart = scales)
        fixed (short* to = values)
        {
            var kernel = new RoundKernel(start, null, rows, stride, to, scaleStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>The same of chosen rows of a table.</summary>
    /// <param name="table">Rows may change meanwhile (HOGWILD).</param>
    /// <param name="rows">Rows of the table, repeats allowed. Not checked in release builds.</param>
    /// <param name="values">Rows of <see cref="FixedBlock.StrideFor"/> integers, overwritten.</param>
    /// <param name="scales"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Round(RowTable table, ReadOnlySpan<int> rows, Span<short> values, Span<float> scales)
    {
        Shapes.Table(table);
        Shapes.Indices(rows, table.RowCount);
        Shapes.AtLeast<short>(values, rows.Length * FixedBlock.StrideFor(table.Stride));
        Shapes.AtLeast<float>(scales, rows.Length);
        fixed (int* rowStart = rows)
        fixed (float* scaleStart = scales)
        fixed (short* to = values)
        {
            var kernel = new RoundKernel(
                (float*)table.Address, rowStart, rows.Length, table.Stride, to, scaleStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct RoundKernel(
        float* source, int* chosen, int rows, int stride, short* values, float* scales) : IVectorKernel
    {
        /// <summary>Rows between asking for one and reading it.</summary>
        private const int Ahead = 3;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint length = stride;
            nint padded = FixedBlock.StrideFor(stride);
            for (int row = 0; row < rows; row++)
            {
                if (chosen is not null && row + Ahead < rows)
                {
                    RowBlocks.PrefetchRow(source + (chosen[row + Ahead] * length), stride);
                }

                float* from = source + ((chosen is null ? row : chosen[row]) * length);
                short* to = values + (row * padded);
                float square = RowLoops<TWidth, TVector>.Dot(from, from, stride);
                float norm = MathF.Sqrt(square);
                scales[row] = square < FixedBlock.Least ? 0f : norm / FixedBlock.Range;
                TVector factor = TWidth.Broadcast(square < FixedBlock.Least ? 0f : FixedBlock.Range / norm);
                for (nint i = 0; i < length; i += TWidth.Count)
                {
                    TWidth.StoreRounded(TWidth.Multiply(factor, TWidth.Load(from + i)), to + i);
                }

                for (nint i = length; i < padded; i += TWidth.Count)
                {
                    TWidth.StoreRounded(TWidth.Broadcast(0f), to + i);
                }
            }
        }
    }
}
