using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>Makes integers of rows of float32.</summary>
public static unsafe class FixedRows
{
    /// <summary>Floats of a row up to which its copy fits the stack; longer ones are copied elsewhere.</summary>
    private const int StackFloats = 4096;

    /// <summary>Rounds each row to integers whose vector has the length <see cref="FixedBlock.Range"/>.</summary>
    /// <param name="block"><c>[rows × stride]</c>; nobody else writes to it meanwhile.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="stride">Floats from row to row, a multiple of 16.</param>
    /// <param name="values">Rows of <see cref="FixedBlock.StrideFor"/> integers, overwritten.</param>
    /// <param name="scales"><c>[rows]</c>, overwritten: 0 for a row of zeros, no number for a row with one that is
    /// none, so that it comes out of every product.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Round(
        ReadOnlySpan<float> block, int rows, int stride, Span<short> values, Span<float> scales)
    {
        Shapes.Block(block, rows, stride);
        RequireRoom(rows, stride, values, scales);
        fixed (float* start = block, scaleStart = scales)
        fixed (short* to = values)
        {
            var kernel = new RoundKernel(start, null, rows, stride, to, scaleStart, null);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>The same of consecutive rows of a table.</summary>
    /// <param name="table">Rows may change meanwhile (HOGWILD): each is copied before it is looked at.</param>
    /// <param name="values">Rows of <see cref="FixedBlock.StrideFor"/> integers, overwritten.</param>
    /// <param name="scales">One for each row of the table, overwritten.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Round(RowTable table, Span<short> values, Span<float> scales) =>
        RoundShared(table, null, checked((int)table.RowCount), values, scales);

    /// <summary>The same of chosen rows of a table.</summary>
    /// <param name="table">Rows may change meanwhile (HOGWILD): each is copied before it is looked at.</param>
    /// <param name="rows">Rows of the table, repeats allowed. Not checked in release builds.</param>
    /// <param name="values">Rows of <see cref="FixedBlock.StrideFor"/> integers, overwritten.</param>
    /// <param name="scales"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Round(RowTable table, ReadOnlySpan<int> rows, Span<short> values, Span<float> scales)
    {
        Shapes.Indices(rows, table.RowCount);
        fixed (int* chosen = rows)
        {
            RoundShared(table, chosen, rows.Length, values, scales);
        }
    }

    /// <summary>Copies each row first: with a length of before and elements of after a step of another thread, integers
    /// would not fit 16 bits.</summary>
    [SkipLocalsInit]
    private static void RoundShared(RowTable table, int* chosen, int rows, Span<short> values, Span<float> scales)
    {
        Shapes.Table(table);
        RequireRoom(rows, table.Stride, values, scales);
        bool isShort = table.Stride <= StackFloats;
        float* stack = stackalloc float[isShort ? table.Stride : 1];
        float* copy = isShort ? stack : (float*)NativeMemory.Alloc((nuint)table.Stride, sizeof(float));
        fixed (float* scaleStart = scales)
        fixed (short* to = values)
        {
            var kernel = new RoundKernel((float*)table.Address, chosen, rows, table.Stride, to, scaleStart, copy);
            VectorWidth.Run(ref kernel);
        }

        if (!isShort)
        {
            NativeMemory.Free(copy);
        }
    }

    private static void RequireRoom(int rows, int stride, Span<short> values, Span<float> scales)
    {
        Shapes.AtLeast<short>(values, checked(rows * FixedBlock.StrideFor(stride)));
        Shapes.AtLeast<float>(scales, rows);
    }

    private readonly struct RoundKernel(
        float* source, int* chosen, int rows, int stride, short* values, float* scales, float* copy) : IVectorKernel
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
                float square = copy is null
                    ? RowLoops<TWidth, TVector>.Dot(from, from, stride)
                    : Copy<TWidth, TVector>(from, copy, stride);
                from = copy is null ? from : copy;
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

        /// <summary>Copies a row, and sums the squares of what was copied.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Copy<TWidth, TVector>(float* from, float* to, int length)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector even = TWidth.Broadcast(0f);
            TVector odd = even;
            int i = 0;
            for (; i + TWidth.Count < length; i += 2 * TWidth.Count)
            {
                TVector first = TWidth.Load(from + i);
                TVector second = TWidth.Load(from + i + TWidth.Count);
                TWidth.Store(first, to + i);
                TWidth.Store(second, to + i + TWidth.Count);
                even = TWidth.MultiplyAdd(first, first, even);
                odd = TWidth.MultiplyAdd(second, second, odd);
            }

            if (i < length)
            {
                TVector last = TWidth.Load(from + i);
                TWidth.Store(last, to + i);
                even = TWidth.MultiplyAdd(last, last, even);
            }

            return TWidth.Sum(TWidth.Add(even, odd));
        }
    }
}

/// <summary>Rows as 16-bit integers, each row with a scale of its own.</summary>
/// <param name="values">
/// <c>[rows × stride]</c>: an element is its integer times its row's scale. Rows are padded with zeros.
/// </param>
/// <param name="scales"><c>[rows]</c>.</param>
/// <param name="stride">Integers from row to row, a multiple of 32: whole cache lines.</param>
/// <remarks>
/// A row's integers have the length <see cref="Range"/>, so by Cauchy and Schwarz no product of two rows, nor any part
/// of its sum, leaves 32 bits.
/// </remarks>
public readonly ref struct FixedBlock(ReadOnlySpan<short> values, ReadOnlySpan<float> scales, int stride)
{
    /// <summary>Length of a row of integers; with what rounding adds it stays below 2^15.</summary>
    public const float Range = 32_000f;

    /// <summary>Sums and lengths below this count as zero: what they belong to can move nothing.</summary>
    internal const float Least = 1e-30f;

    /// <summary>The integers, row-major.</summary>
    public ReadOnlySpan<short> Values { get; } = values;

    /// <summary>What a row's integers are multiplied with.</summary>
    public ReadOnlySpan<float> Scales { get; } = scales;

    /// <summary>Integers from row to row.</summary>
    public int Stride { get; } = stride;

    /// <summary>Number of rows.</summary>
    public int Rows => Scales.Length;

    /// <summary>Integers from row to row for rows of so many elements.</summary>
    public static int StrideFor(int elements) => (elements + 31) & -32;

    /// <summary>Some of the rows.</summary>
    public FixedBlock Slice(int start, int count) =>
        new(Values.Slice(start * Stride, count * Stride), Scales.Slice(start, count), Stride);
}
