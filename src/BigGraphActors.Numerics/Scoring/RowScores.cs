using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Scoring;

/// <summary>Compares the rows of two blocks pair by pair: the scores of the positive edges.</summary>
/// <remarks>
/// Blocks are <c>[rows × stride]</c>, stride a multiple of 16, padding zero. Sums are reassociated, so the last bits
/// differ between vector widths. NaN in a row gives NaN in its score. For the gradients see
/// <see cref="RowBlocks.AddScaledRows"/> and <see cref="AddDistanceGradient"/>.
/// </remarks>
public static unsafe class RowScores
{
    /// <summary><c>scores[k] = sum_i left[k, i] * right[k, i]</c>. PBG: <c>DotComparator</c> on positives.</summary>
    /// <param name="left"><c>[rows × stride]</c>.</param>
    /// <param name="right"><c>[rows × stride]</c>; may be the same memory as <paramref name="left"/>.</param>
    /// <param name="rows">Pairs of rows.</param>
    /// <param name="stride">Floats from row to row in both.</param>
    /// <param name="scores"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void Dot(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, int rows, int stride, Span<float> scores)
    {
        Require(left, right, rows, stride, scores);
        fixed (float* leftStart = left, rightStart = right, scoresStart = scores)
        {
            var kernel = new DotKernel(leftStart, rightStart, rows, stride, scoresStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary><c>scores[k] = sum_i (left[k, i] - right[k, i])²</c>: not negated, not rooted.</summary>
    /// <param name="left"><c>[rows × stride]</c>.</param>
    /// <param name="right"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Pairs of rows.</param>
    /// <param name="stride">Floats from row to row in both.</param>
    /// <param name="scores"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void SquaredDistance(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, int rows, int stride, Span<float> scores)
    {
        Require(left, right, rows, stride, scores);
        fixed (float* leftStart = left, rightStart = right, scoresStart = scores)
        {
            var kernel = new SquaredDistanceKernel(leftStart, rightStart, rows, stride, scoresStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary><c>squares[k] = sum_i block[k, i]²</c>.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="squares"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    /// <remarks>
    /// Rounded as <see cref="MatrixBlocks.Multiply"/> rounds a row times itself, so that equal vectors are at distance
    /// exactly 0 by <see cref="DistanceTiles"/>.
    /// </remarks>
    public static void SquaredNorms(ReadOnlySpan<float> block, int rows, int stride, Span<float> squares)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<float>(squares, rows);
        fixed (float* blockStart = block, squaresStart = squares)
        {
            var kernel = new SquaredNormsKernel(blockStart, rows, stride, squaresStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary><c>sums[k] = sum_i block[k, i]</c>, over whole rows; padding must be zero.</summary>
    /// <param name="block"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Rows in the block.</param>
    /// <param name="stride">Floats from row to row.</param>
    /// <param name="sums"><c>[rows]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void Sums(ReadOnlySpan<float> block, int rows, int stride, Span<float> sums)
    {
        Shapes.Block(block, rows, stride);
        Shapes.AtLeast<float>(sums, rows);
        fixed (float* blockStart = block, sumsStart = sums)
        {
            var kernel = new SumsKernel(blockStart, rows, stride, sumsStart);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>
    /// Adds the gradient of squared distances: <c>leftGradient[k] += 2 h[k] (left[k] - right[k])</c>, and the
    /// opposite to <c>rightGradient[k]</c>.
    /// </summary>
    /// <param name="left"><c>[rows × stride]</c>.</param>
    /// <param name="right"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Pairs of rows.</param>
    /// <param name="stride">Floats from row to row in all four blocks.</param>
    /// <param name="factors"><c>[rows]</c>: h, the derivative of the loss by the squared distance.</param>
    /// <param name="leftGradient"><c>[rows × stride]</c>, added to.</param>
    /// <param name="rightGradient"><c>[rows × stride]</c>, added to; must not overlap the left one.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void AddDistanceGradient(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, int rows, int stride, ReadOnlySpan<float> factors,
        Span<float> leftGradient, Span<float> rightGradient)
    {
        Require(left, right, rows, stride, factors);
        Shapes.Block(leftGradient, rows, stride);
        Shapes.Block(rightGradient, rows, stride);
        fixed (float* leftStart = left, rightStart = right, factorsStart = factors)
        fixed (float* leftGradientStart = leftGradient, rightGradientStart = rightGradient)
        {
            var kernel = new DistanceGradientKernel(
                leftStart, rightStart, rows, stride, factorsStart, leftGradientStart, rightGradientStart);
            VectorWidth.Run(ref kernel);
        }
    }

    private static void Require(
        ReadOnlySpan<float> left, ReadOnlySpan<float> right, int rows, int stride, ReadOnlySpan<float> perRow)
    {
        Shapes.Block(left, rows, stride);
        Shapes.Block(right, rows, stride);
        Shapes.AtLeast(perRow, rows);
    }

    private readonly struct DotKernel(float* left, float* right, int rows, int stride, float* scores) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                scores[row] = RowLoops<TWidth, TVector>.Dot(left + (row * stride), right + (row * stride), stride);
            }
        }
    }

    private readonly struct SquaredDistanceKernel(
        float* left, float* right, int rows, int stride, float* scores) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                scores[row] = RowLoops<TWidth, TVector>.SquaredDistance(
                    left + (row * stride), right + (row * stride), stride);
            }
        }
    }

    private readonly struct SumsKernel(float* block, int rows, int stride, float* sums) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                TVector sum = TWidth.Broadcast(0f);
                for (nint i = row * stride; i < (row + 1) * stride; i += TWidth.Count)
                {
                    sum = TWidth.Add(sum, TWidth.Load(block + i));
                }

                sums[row] = TWidth.Sum(sum);
            }
        }
    }

    private readonly struct DistanceGradientKernel(
        float* left, float* right, int rows, int stride, float* factors, float* leftGradient, float* rightGradient)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            for (nint row = 0; row < rows; row++)
            {
                TVector factor = TWidth.Broadcast(2f * factors[row]);
                nint end = (row + 1) * stride;
                for (nint i = row * stride; i < end; i += TWidth.Count)
                {
                    TVector step = TWidth.Multiply(
                        factor, TWidth.Subtract(TWidth.Load(left + i), TWidth.Load(right + i)));
                    TWidth.Store(TWidth.Add(TWidth.Load(leftGradient + i), step), leftGradient + i);
                    TWidth.Store(TWidth.Subtract(TWidth.Load(rightGradient + i), step), rightGradient + i);
                }
            }
        }
    }
}

/// <summary>
/// Squared norms, rounded exactly as the matrix product rounds the inner product of a row with itself.
/// </summary>
/// <remarks>
/// A matrix product adds the terms of each sum one after the other. Doing the same here, with the same instruction,
/// makes <c>|a|² - 2 ab + |b|²</c> exactly zero for equal vectors, where any other order would leave noise whose root
/// looks like a distance. Such a chain is slow, so eight rows run side by side; beyond the last row the last one is
/// computed again.
/// </remarks>
internal readonly unsafe struct SquaredNormsKernel(float* block, int rows, int stride, float* squares) : IVectorKernel
{
    private const int Side = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TWidth, TVector>()
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        for (int row = 0; row < rows; row += Side)
        {
            Rows<TWidth, TVector>(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows<TWidth, TVector>(int row)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        float* row0 = At(row);
        nint to1 = (nint)(At(row + 1) - row0);
        nint to2 = (nint)(At(row + 2) - row0);
        nint to3 = (nint)(At(row + 3) - row0);
        nint to4 = (nint)(At(row + 4) - row0);
        nint to5 = (nint)(At(row + 5) - row0);
        nint to6 = (nint)(At(row + 6) - row0);
        nint to7 = (nint)(At(row + 7) - row0);
        TVector sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7;
        sum0 = sum1 = sum2 = sum3 = sum4 = sum5 = sum6 = sum7 = TWidth.Broadcast(0f);
        for (int i = stride; i > 0; i--, row0++)
        {
            sum0 = AddSquare<TWidth, TVector>(row0, sum0);
            sum1 = AddSquare<TWidth, TVector>(row0 + to1, sum1);
            sum2 = AddSquare<TWidth, TVector>(row0 + to2, sum2);
            sum3 = AddSquare<TWidth, TVector>(row0 + to3, sum3);
            sum4 = AddSquare<TWidth, TVector>(row0 + to4, sum4);
            sum5 = AddSquare<TWidth, TVector>(row0 + to5, sum5);
            sum6 = AddSquare<TWidth, TVector>(row0 + to6, sum6);
            sum7 = AddSquare<TWidth, TVector>(row0 + to7, sum7);
        }

        // All lanes are equal, so any lane will do.
        squares[Math.Min(row + 7, rows - 1)] = TWidth.Largest(sum7);
        squares[Math.Min(row + 6, rows - 1)] = TWidth.Largest(sum6);
        squares[Math.Min(row + 5, rows - 1)] = TWidth.Largest(sum5);
        squares[Math.Min(row + 4, rows - 1)] = TWidth.Largest(sum4);
        squares[Math.Min(row + 3, rows - 1)] = TWidth.Largest(sum3);
        squares[Math.Min(row + 2, rows - 1)] = TWidth.Largest(sum2);
        squares[Math.Min(row + 1, rows - 1)] = TWidth.Largest(sum1);
        squares[row] = TWidth.Largest(sum0);
    }

    private float* At(int row) => block + ((nint)Math.Min(row, rows - 1) * stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector AddSquare<TWidth, TVector>(float* element, TVector sum)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : unmanaged
    {
        TVector value = TWidth.Broadcast(*element);
        return TWidth.MultiplyAdd(value, value, sum);
    }
}
