using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>From table to block, and what happens to table rows when they are looked up.</summary>
public static unsafe partial class RowBlocks
{
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
            var kernel = new GatherKernel(tableStart, rowsStart, rows.Length, table.Stride, destinationStart);
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
            var kernel = new GatherMeanKernel(
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
            var kernel = new RenormalizeKernel((float*)table.Address, rowsStart, rows.Length, table.Stride, maxNorm);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct GatherKernel(
        float* table, int* rows, int count, int stride, float* destination) : IVectorKernel
    {
        // Asking a few rows ahead gains nothing: copies wait for no result, so that the processor runs ahead by itself.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* to = destination;
            for (int i = 0; i < count; i++, to += stride)
            {
                RowLoops<TWidth, TVector>.Copy(table + ((nint)rows[i] * stride), to, stride);
            }
        }
    }

    private readonly struct GatherMeanKernel(
        RowTable table, int* offsets, int count, int* features, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int stride = table.Stride;
            float* to = destination;
            for (int list = 0; list < count; list++, to += stride)
            {
                RowLoops<TWidth, TVector>.Clear(to, stride);
                for (int i = offsets[list]; i < offsets[list + 1]; i++)
                {
                    RowLoops<TWidth, TVector>.Add((float*)table.Address + ((nint)features[i] * stride), to, stride);
                }

                int length = offsets[list + 1] - offsets[list];
                if (length > 1)
                {
                    RowLoops<TWidth, TVector>.Scale(to, 1f / length, stride);
                }
            }
        }
    }

    private readonly struct RenormalizeKernel(
        float* table, int* rows, int count, int stride, float maxNorm) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (int i = 0; i < count; i++)
            {
                float* row = table + ((nint)rows[i] * stride);
                float norm = MathF.Sqrt(RowLoops<TWidth, TVector>.Dot(row, row, stride));
                if (norm > maxNorm)
                {
                    RowLoops<TWidth, TVector>.Scale(row, maxNorm / (norm + 1e-7f), stride);
                }
            }
        }
    }
}
