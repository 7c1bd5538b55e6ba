using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Moves rows between tables and blocks, and adds to blocks of rows.</summary>
/// <remarks>
/// A block is row-major <c>[rows × stride]</c>, stride a multiple of 16, padding columns zero; the padding is
/// treated like the rest, so zeros stay zeros. Inputs must not overlap outputs.
/// </remarks>
public static unsafe class RowBlocks
{
    /// <summary>Adds one vector to every row: PBG's global embedding, or a translation.</summary>
    /// <param name="block"><c>[rows × stride]</c>, added to.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="vector"><c>[stride]</c>, zero in the padding.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddVector(Span<float> block, int rows, int stride, ReadOnlySpan<float> vector)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast(vector, stride);
        fixed (float* blockStart = block, vectorStart = vector)
        {
            var kernel = new RowKernels.AddVector(vectorStart, rows, stride, blockStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Adds the sum of a block's rows to a vector: the gradient of <see cref="AddVector"/>.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Rows in the block; with 0 nothing is added.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="destination"><c>[stride]</c>, added to, row after row.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddRowsTo(ReadOnlySpan<float> block, int rows, int stride, Span<float> destination)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<float>(destination, stride);
        fixed (float* blockStart = block, destinationStart = destination)
        {
            var kernel = new RowKernels.AddRows(blockStart, rows, stride, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary><c>destination[k] += scales[k] * block[k]</c>, row by row.</summary>
    /// <param name="block"><c>[scales.Length × stride]</c>.</param>
    /// <param name="rows">Rows in both blocks.</param>
    /// <param name="stride">Floats from row to row in both blocks.</param>
    /// <param name="scales"><c>[rows]</c>. NaN spoils its row, padding included.</param>
    /// <param name="destination"><c>[rows × stride]</c>, added to.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddScaledRows(
        ReadOnlySpan<float> block, int rows, int stride, ReadOnlySpan<float> scales, Span<float> destination)
    {
        Shapes.Block(block, rows, stride);
        Shapes.Block(destination, rows, stride);
        Shapes.AtLeast(scales, rows);
        fixed (float* blockStart = block, scalesStart = scales, destinationStart = destination)
        {
            var kernel = new RowKernels.AddScaledRows(blockStart, scalesStart, rows, stride, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Transposes a block, so that a matrix product can run along its rows.</summary>
    /// <param name="source"><c>[rows × stride]</c>, of which <paramref name="dim"/> columns are taken.</param>
    /// <param name="rows">Rows of the source, columns of the result.</param>
    /// <param name="stride">Floats from row to row in the source.</param>
    /// <param name="dim">Columns of the source, rows of the result; at most <paramref name="stride"/>.</param>
    /// <param name="destination">
    /// <c>[dim × destinationStride]</c>: element <c>(d, r)</c> becomes source <c>(r, d)</c>. Columns from
    /// <paramref name="rows"/> up to the next multiple of 16 become zero, later ones are left alone.
    /// </param>
    /// <param name="destinationStride">Floats from row to row in the result, a multiple of 16 not below rows.</param>
    /// <exception cref="ArgumentException">When a span is too short or a stride does not fit.</exception>
    public static void Transpose(
        ReadOnlySpan<float> source, int rows, int stride, int dim, Span<float> destination, int destinationStride)
    {
        Shapes.Block(source, rows, stride);
        Shapes.Block(destination, dim, destinationStride);
        if (dim > stride || RowLayout.StrideFor(rows) > destinationStride)
        {
            throw new ArgumentException($"dim {dim} of stride {stride}, {rows} rows into {destinationStride} columns");
        }

        fixed (float* sourceStart = source, destinationStart = destination)
        {
            var kernel = new TransposeKernel(
                sourceStart, stride, rows, dim, stride, destinationStart, destinationStride);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Copies rows of a table into a block.</summary>
    /// <param name="table">Where from; a row being written by another thread may arrive half new (HOGWILD).</param>
    /// <param name="rows">
    /// Which rows, in any order, repeats allowed. Not checked against the table in release builds.
    /// </param>
    /// <param name="destination"><c>[rows.Length × table.Stride]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">
    /// When the block is too short or the table's stride no multiple of 16.
    /// </exception>
    public static void Gather(RowTable table, ReadOnlySpan<int> rows, Span<float> destination)
    {
        Shapes.Table(table);
        Shapes.Block(destination, rows.Length, table.Stride);
        Shapes.Indices(rows, table.RowCount);
        fixed (int* rowsStart = rows)
        fixed (float* destinationStart = destination)
        {
            float* tableStart = (float*)table.Address;
            var kernel = new RowKernels.Gather(tableStart, rowsStart, rows.Length, table.Stride, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Makes each block row the mean of a list of table rows: PBG's featurised embedding.</summary>
    /// <param name="table">One row for each feature.</param>
    /// <param name="offsets">
    /// <c>[n + 1]</c>, non-decreasing: list i is <c>features[offsets[i]..offsets[i + 1]]</c>.
    /// </param>
    /// <param name="features">Table rows, list after list. Not checked against the table in release builds.</param>
    /// <param name="destination"><c>[n × table.Stride]</c>, overwritten; an empty list gives a row of zeros.</param>
    /// <exception cref="ArgumentException">
    /// When a span is too short or the table's stride no multiple of 16.
    /// </exception>
    /// <remarks>PBG: <c>FeaturizedEmbedding</c>. Duplicates in a list count as often as they stand there.</remarks>
    public static void GatherMean(
        RowTable table, ReadOnlySpan<int> offsets, ReadOnlySpan<int> features, Span<float> destination)
    {
        Shapes.Table(table);
        Shapes.AtLeast(offsets, 1);
        Shapes.Block(destination, offsets.Length - 1, table.Stride);
        Shapes.AtLeast(features, offsets[^1]);
        Shapes.Indices(features, table.RowCount);
        fixed (int* offsetsStart = offsets, featuresStart = features)
        fixed (float* destinationStart = destination)
        {
            var kernel = new RowKernels.GatherMean(
                table, offsetsStart, offsets.Length - 1, featuresStart, destinationStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Asks the processor to bring rows into its caches; no effect on any value.</summary>
    /// <param name="table">The table that holds the rows.</param>
    /// <param name="rows">Which rows; worth it for those needed some microseconds from now.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prefetch(RowTable table, ReadOnlySpan<int> rows)
    {
        float* start = (float*)table.Address;
        foreach (int row in rows)
        {
            PrefetchRow(start + ((nint)row * table.Stride), table.Stride);
        }
    }

    /// <summary>Shrinks rows whose L2 norm exceeds a limit, in place: PBG's <c>max_norm</c>.</summary>
    /// <param name="table">Whose rows; the change is seen by every thread.</param>
    /// <param name="rows">Rows about to be looked up; a repeat finds its row short already.</param>
    /// <param name="maxNorm">The limit; a row of NaN is left alone.</param>
    /// <remarks>PBG: <c>row *= max_norm / (norm + 1e-7)</c> at lookup, not after the update; see pbg.md 3.2.</remarks>
    /// <exception cref="ArgumentException">When the table's stride is no multiple of 16.</exception>
    public static void Renormalize(RowTable table, ReadOnlySpan<int> rows, float maxNorm)
    {
        Shapes.Table(table);
        Shapes.Indices(rows, table.RowCount);
        fixed (int* rowsStart = rows)
        {
            float* tableStart = (float*)table.Address;
            var kernel = new RowKernels.Renormalize(tableStart, rowsStart, rows.Length, table.Stride, maxNorm);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Adds each block row to an accumulator row: the gradient of <see cref="Gather"/>.</summary>
    /// <param name="block"><c>[slots.Length × stride]</c>.</param>
    /// <param name="stride">Floats from row to row in both.</param>
    /// <param name="slots">
    /// Accumulator row of each block row; repeats add up, in order. Not checked in release builds.
    /// </param>
    /// <param name="accumulators"><c>[more than the largest slot × stride]</c>, added to.</param>
    /// <exception cref="ArgumentException">When the block is too short or the stride no multiple of 16.</exception>
    public static void ScatterAdd(
        ReadOnlySpan<float> block, int stride, ReadOnlySpan<int> slots, Span<float> accumulators)
    {
        Shapes.Block(block, slots.Length, stride);
        Shapes.Indices(slots, stride == 0 ? 0 : accumulators.Length / stride);
        fixed (int* slotsStart = slots)
        fixed (float* blockStart = block, accumulatorsStart = accumulators)
        {
            var kernel = new RowKernels.ScatterAdd(blockStart, stride, slotsStart, slots.Length, accumulatorsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Adds to every feature its share of the list's row: the gradient of <see cref="GatherMean"/>.</summary>
    /// <param name="block"><c>[n × stride]</c>, one row for each list.</param>
    /// <param name="stride">Floats from row to row in both.</param>
    /// <param name="offsets">
    /// <c>[n + 1]</c>, non-decreasing: list i is <c>slots[offsets[i]..offsets[i + 1]]</c>.
    /// </param>
    /// <param name="slots">Accumulator row of each feature. Not checked in release builds.</param>
    /// <param name="accumulators">Added to: each slot of list i gets <c>block[i] / length of list i</c>.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void ScatterAddMean(
        ReadOnlySpan<float> block, int stride, ReadOnlySpan<int> offsets, ReadOnlySpan<int> slots,
        Span<float> accumulators)
    {
        Shapes.AtLeast(offsets, 1);
        Shapes.Block(block, offsets.Length - 1, stride);
        Shapes.AtLeast(slots, offsets[^1]);
        Shapes.Indices(slots, stride == 0 ? 0 : accumulators.Length / stride);
        fixed (int* offsetsStart = offsets, slotsStart = slots)
        fixed (float* blockStart = block, accumulatorsStart = accumulators)
        {
            var kernel = new RowKernels.ScatterAddMean(
                blockStart, stride, offsetsStart, offsets.Length - 1, slotsStart, accumulatorsStart);
            VectorWidth.Run(ref kernel);
        }
    }

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
            var kernel = new RowKernels.GatherTransposed(
                table, rowsStart, rows.Length, destinationStart, destinationStride);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Asks for the lines of one row, into the second-level cache.</summary>
    /// <remarks>The first level has room for a dozen requests at a time, which is too few for the latency of memory.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void PrefetchRow(float* row, int length)
    {
        if (Sse.IsSupported)
        {
            for (nint i = 0; i < length; i += RowLayout.StrideMultiple)
            {
                Sse.Prefetch1(row + i);
            }
        }
    }
}
