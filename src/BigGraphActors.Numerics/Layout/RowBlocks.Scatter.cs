using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>From block to accumulators: the gradients of the lookups.</summary>
public static unsafe partial class RowBlocks
{
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
            var kernel = new ScatterAddKernel(blockStart, stride, slotsStart, slots.Length, accumulatorsStart);
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
            var kernel = new ScatterAddMeanKernel(
                blockStart, stride, offsetsStart, offsets.Length - 1, slotsStart, accumulatorsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct ScatterAddKernel(
        float* block, int stride, int* slots, int count, float* accumulators) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* from = block;
            for (int i = 0; i < count; i++, from += stride)
            {
                RowLoops<TWidth, TVector>.Add(from, accumulators + ((nint)slots[i] * stride), stride);
            }
        }
    }

    private readonly struct ScatterAddMeanKernel(
        float* block, int stride, int* offsets, int count, int* slots, float* accumulators) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* from = block;
            for (int list = 0; list < count; list++, from += stride)
            {
                float share = 1f / (offsets[list + 1] - offsets[list]);
                for (int i = offsets[list]; i < offsets[list + 1]; i++)
                {
                    RowLoops<TWidth, TVector>.AddScaled(
                        from, share, accumulators + ((nint)slots[i] * stride), stride);
                }
            }
        }
    }
}
