using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Transforms;

/// <summary>Traffic between padded panels and matrices whose rows touch each other; strides are in elements.</summary>
internal static unsafe class PanelKernels
{
    /// <summary>Copies part of a matrix into a panel, and zeros up to the next multiple of 16 columns.</summary>
    internal readonly struct Load(float* matrix, int stride, int rows, int columns, float* panel, int panelStride)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns & -TWidth.Count;
            int end = RowLayout.Padded(columns);
            float* from = matrix;
            float* to = panel;
            for (int row = 0; row < rows; row++, from += stride, to += panelStride)
            {
                RowLoops<TWidth, TVector>.Copy(from, to, whole);
                for (int i = whole; i < end; i++)
                {
                    to[i] = i < columns ? from[i] : 0;
                }
            }
        }
    }

    /// <summary>Adds a panel to part of a matrix, and touches nothing beside it.</summary>
    internal readonly struct Add(float* panel, int panelStride, int rows, int columns, float* matrix, int stride)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns & -TWidth.Count;
            float* from = panel;
            float* to = matrix;
            for (int row = 0; row < rows; row++, from += panelStride, to += stride)
            {
                RowLoops<TWidth, TVector>.Add(from, to, whole);
                for (int i = whole; i < columns; i++)
                {
                    to[i] += from[i];
                }
            }
        }
    }
}
