using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>The loops of <see cref="RowBlocks"/>, which checks and pins what they work on.</summary>
internal static unsafe class RowKernels
{
    public readonly struct AddVector(float* vector, int rows, int stride, float* block) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                RowLoops<TWidth, TVector>.Add(vector, block + (row * stride), stride);
            }
        }
    }

    public readonly struct AddRows(float* block, int rows, int stride, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            // Column by column of vectors, so that the sum stays in a register.
            for (int column = 0; column < stride; column += TWidth.Count)
            {
                TVector sum = TWidth.Load(destination + column);
                float* source = block + column;
                for (int row = 0; row < rows; row++, source += stride)
                {
                    sum = TWidth.Add(sum, TWidth.Load(source));
                }

                TWidth.Store(sum, destination + column);
            }
        }
    }

    public readonly struct AddScaledRows(
        float* block, float* scales, int rows, int stride, float* destination) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                RowLoops<TWidth, TVector>.AddScaled(
                    block + (row * stride), scales[row], destination + (row * stride), stride);
            }
        }
    }

    public readonly struct Gather(
        float* table, int* rows, int count, int stride, float* destination) : IVectorKernel
    {
        // To prefetch a few rows gains nothing: copies wait for no result, so that the processor runs ahead by itself.
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

    public readonly struct GatherMean(
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

    public readonly struct Renormalize(
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

    public readonly struct ScatterAdd(
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

    public readonly struct ScatterAddMean(
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

    public readonly struct GatherTransposed(
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
