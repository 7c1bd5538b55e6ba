using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>The steps around a product of integers: what is multiplied is laid out before, and scaled after.</summary>
internal static unsafe class FixedKernels
{
    /// <summary>Lays two rows side by side, element by element: row <c>p</c> holds rows <c>2p</c> and <c>2p + 1</c>.
    /// </summary>
    /// <remarks>An odd last row stands beside zeros, of which <c>nothing</c> has a row.</remarks>
    public readonly struct Interleave(
        short* rows, int count, int stride, int columns, short* nothing, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint length = columns;
            float* to = destination;
            for (int row = 0; row < count; row += 2, to += length)
            {
                short* low = rows + ((nint)row * stride);
                short* high = row + 1 < count ? low + stride : nothing;
                for (nint i = 0; i < length; i += TWidth.Count)
                {
                    TWidth.Store(TWidth.LoadPairs(low + i, high + i), to + i);
                }
            }
        }
    }

    /// <summary>Makes scores of integers, in place: each times its row's and its column's scale.</summary>
    public readonly struct ToScores(
        float* tile, int rows, int columns, int stride, float* rowScales, float* columnScales) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            float* scales = columnScales;
            int count = columns;
            for (int row = 0; row < rows; row++)
            {
                float* line = tile + ((nint)row * stride);
                TVector factor = TWidth.Broadcast(rowScales[row]);
                for (nint i = 0; i < count; i += TWidth.Count)
                {
                    TVector value = TWidth.Multiply(factor, TWidth.FromIntegers(TWidth.Load(line + i)));
                    TWidth.Store(TWidth.Multiply(value, TWidth.Load(scales + i)), line + i);
                }
            }
        }
    }

    /// <summary>Makes gradients of integers: each times its row's scale, written or added.</summary>
    public readonly struct ToRows(
        float* integers, int rows, int stride, float* scales, float* destination, bool accumulate) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            nint length = stride;
            for (int row = 0; row < rows; row++)
            {
                float* from = integers + (row * length);
                float* to = destination + (row * length);
                TVector factor = TWidth.Broadcast(scales[row]);
                for (nint i = 0; i < length; i += TWidth.Count)
                {
                    TVector value = TWidth.FromIntegers(TWidth.Load(from + i));
                    value = accumulate
                        ? TWidth.MultiplyAdd(factor, value, TWidth.Load(to + i))
                        : TWidth.Multiply(factor, value);
                    TWidth.Store(value, to + i);
                }
            }
        }
    }
}
