using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Regularization;

/// <summary>The sum of cubed absolute values: the nuclear 3-norm, N3.</summary>
/// <remarks>
/// PBG: <c>N3Regularizer</c>; pbg.md 3.8 says what is summed and how often the operator's term counts.
/// </remarks>
public static unsafe class CubicPenalty
{
    /// <summary><c>coefficient * sum |v|³</c>, and its gradient.</summary>
    /// <param name="block"><c>[rows × stride]</c>, padding zero.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="dim">Elements of a row that mean something; not above the stride.</param>
    /// <param name="stride">Floats from row to row, a multiple of 16.</param>
    /// <param name="coefficient">Factor on value and gradient.</param>
    /// <param name="gradient">
    /// As large as the block, <c>3 coefficient v |v|</c> is added; or empty for the value only.
    /// </param>
    /// <returns>The penalty; NaN when an element is.</returns>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static double Real(
        ReadOnlySpan<float> block, int rows, int dim, int stride, float coefficient, Span<float> gradient)
    {
        Require(block, rows, dim, stride, gradient);
        double sum = 0;
        fixed (float* blockStart = block, gradientStart = gradient)
        {
            var kernel = new RealKernel(blockStart, rows, stride, 3f * coefficient, gradientStart, &sum);
            VectorWidth.Run(ref kernel);
        }

        return coefficient * sum;
    }

    /// <summary><c>coefficient * sum |a + ib|³</c>, with a the first half of a row and b the second.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="dim">Elements of a row that mean something, an even number; not above the stride.</param>
    /// <param name="stride">Floats from row to row, a multiple of 16.</param>
    /// <param name="coefficient">Factor on value and gradient.</param>
    /// <param name="gradient">
    /// As large as the block, <c>3 coefficient |a + ib| (a, b)</c> is added; or empty for the value only.
    /// </param>
    /// <returns>The penalty; NaN when an element is.</returns>
    /// <exception cref="ArgumentException">
    /// When dim is odd, a span too short or the stride no multiple of 16.
    /// </exception>
    /// <remarks>Differs: the gradient of N3 is zero at a modulus of zero. PBG divides by it and gets NaN.</remarks>
    public static double Complex(
        ReadOnlySpan<float> block, int rows, int dim, int stride, float coefficient, Span<float> gradient)
    {
        Require(block, rows, dim, stride, gradient);
        if (dim % 2 != 0)
        {
            throw new ArgumentException($"dim {dim}: complex vectors need an even one", nameof(dim));
        }

        double sum = 0;
        fixed (float* blockStart = block, gradientStart = gradient)
        {
            var kernel = new ComplexKernel(blockStart, rows, dim / 2, stride, 3f * coefficient, gradientStart, &sum);
            VectorWidth.Run(ref kernel);
        }

        return coefficient * sum;
    }

    private static void Require(ReadOnlySpan<float> block, int rows, int dim, int stride, ReadOnlySpan<float> gradient)
    {
        Shapes.Tile(block, rows, dim, stride);
        Shapes.Block(block, rows, stride);
        if (!gradient.IsEmpty)
        {
            Shapes.Block(gradient, rows, stride);
        }
    }

    private readonly struct RealKernel(
        float* block, int rows, int stride, float slope, float* gradient, double* sum) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            double total = 0;
            TVector factor = TWidth.Broadcast(slope);
            for (nint row = 0; row < rows; row++)
            {
                TVector cubes = TWidth.Broadcast(0f);
                for (nint i = row * stride; i < (row + 1) * stride; i += TWidth.Count)
                {
                    TVector v = TWidth.Load(block + i);
                    TVector size = TWidth.Abs(v);
                    TVector square = TWidth.Multiply(v, size);
                    cubes = TWidth.Add(cubes, TWidth.Abs(TWidth.Multiply(square, size)));
                    if (gradient is not null)
                    {
                        TWidth.Store(TWidth.MultiplyAdd(factor, square, TWidth.Load(gradient + i)), gradient + i);
                    }
                }

                total += TWidth.Sum(cubes);
            }

            *sum = total;
        }
    }

    private readonly struct ComplexKernel(
        float* block, int rows, int half, int stride, float slope, float* gradient, double* sum) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            *sum = half < TWidth.Count ? Rows<WidthScalar, float>() : Rows<TWidth, TVector>();
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private double Rows<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            double total = 0;
            TVector zero = TWidth.Broadcast(0f);
            for (nint row = 0; row < rows; row++)
            {
                TVector cubes = zero;
                for (int next = 0; next < half; next += TWidth.Count)
                {
                    // The last vector is moved back to end with the half; lanes that are done already count no more.
                    int i = Math.Min(next, half - TWidth.Count);
                    nint at = (row * stride) + i;
                    TVector a = TWidth.Load(block + at);
                    TVector b = TWidth.Load(block + at + half);
                    TVector square = TWidth.MultiplyAdd(a, a, TWidth.Multiply(b, b));
                    TVector modulus = TWidth.Select(TWidth.FirstLanes(next - i), zero, TWidth.Sqrt(square));
                    cubes = TWidth.MultiplyAdd(modulus, square, cubes);
                    AddGradient<TWidth, TVector>(modulus, a, at);
                    AddGradient<TWidth, TVector>(modulus, b, at + half);
                }

                total += TWidth.Sum(cubes);
            }

            return total;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void AddGradient<TWidth, TVector>(TVector modulus, TVector part, nint at)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            if (gradient is not null)
            {
                TVector step = TWidth.Multiply(TWidth.Multiply(TWidth.Broadcast(slope), modulus), part);
                TWidth.Store(TWidth.Add(TWidth.Load(gradient + at), step), gradient + at);
            }
        }
    }
}
