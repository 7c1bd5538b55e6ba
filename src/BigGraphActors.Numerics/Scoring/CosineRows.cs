using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Scoring;

/// <summary>Scales rows to length one, and takes gradients back through that.</summary>
/// <remarks>PBG: <c>CosComparator.prepare</c>. After it, cosine similarity is the inner product.</remarks>
public static unsafe class CosineRows
{
    /// <summary>Divides each row by its L2 norm, in place.</summary>
    /// <param name="block"><c>[rows × stride]</c>, stride a multiple of 16, padding zero.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="inverseNorms"><c>[rows]</c>, overwritten: 1 / norm, which the way back needs.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>PBG: no epsilon, so a row of zeros becomes NaN throughout, padding included.</remarks>
    public static void Normalize(Span<float> block, int rows, int stride, Span<float> inverseNorms)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<float>(inverseNorms, rows);
        fixed (float* blockStart = block, inverseNormsStart = inverseNorms)
        {
            var kernel = new NormalizeKernel(blockStart, rows, stride, inverseNormsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Turns gradients by normalised rows into gradients by the rows as they were.</summary>
    /// <param name="normalized"><c>[rows × stride]</c>, as <see cref="Normalize"/> left it: v.</param>
    /// <param name="inverseNorms"><c>[rows]</c>, from there.</param>
    /// <param name="rows">Rows in both blocks.</param>
    /// <param name="stride">Floats from row to row in both blocks.</param>
    /// <param name="gradient"><c>[rows × stride]</c>, in place: g becomes <c>inverseNorm * (g - (g · v) v)</c>.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void NormalizeBackward(
        ReadOnlySpan<float> normalized, ReadOnlySpan<float> inverseNorms, int rows, int stride, Span<float> gradient)
    {
        Shapes.Block(normalized, rows, stride);
        Shapes.Block(gradient, rows, stride);
        Shapes.AtLeast(inverseNorms, rows);
        fixed (float* normalizedStart = normalized, inverseNormsStart = inverseNorms, gradientStart = gradient)
        {
            var kernel = new BackwardKernel(normalizedStart, inverseNormsStart, rows, stride, gradientStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct NormalizeKernel(float* block, int rows, int stride, float* inverseNorms) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                float* start = block + (row * stride);
                float inverse = 1f / MathF.Sqrt(RowLoops<TWidth, TVector>.Dot(start, start, stride));
                inverseNorms[row] = inverse;
                RowLoops<TWidth, TVector>.Scale(start, inverse, stride);
            }
        }
    }

    private readonly struct BackwardKernel(
        float* normalized, float* inverseNorms, int rows, int stride, float* gradient) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                float* v = normalized + (row * stride);
                float* g = gradient + (row * stride);
                float along = RowLoops<TWidth, TVector>.Dot(v, g, stride);
                RowLoops<TWidth, TVector>.AddScaled(v, -along, g, stride);
                RowLoops<TWidth, TVector>.Scale(g, inverseNorms[row], stride);
            }
        }
    }
}
