using System.Numerics;
using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Scoring;

/// <summary>Turns tiles of inner products into tiles of negated distances, and takes gradients back.</summary>
/// <remarks>
/// PBG: <c>L2Comparator</c> and <c>SquaredL2Comparator</c> on negatives, by the expanded form
/// <c>|a|² - 2 ab + |b|²</c>, whose rounding for nearly equal vectors differs from the direct sum. A tile is
/// <c>[rows × stride]</c>, stride a multiple of 16, of which <c>columns</c> mean something; the padding up to the next
/// multiple of 16 becomes zero. NaN stays NaN.
/// </remarks>
public static unsafe class DistanceTiles
{
    /// <summary>
    /// Below this a squared distance is not rooted but replaced. PBG: the clamp before its square root.
    /// </summary>
    private const float SquareLeast = 1e-30f;

    /// <summary><c>tile = -(leftSquares[k] - 2 tile + rightSquares[j])</c>; may come out slightly positive.</summary>
    /// <param name="tile">Inner products in, scores out.</param>
    /// <param name="rows">Left vectors.</param>
    /// <param name="columns">Right vectors.</param>
    /// <param name="stride">Floats from row to row of the tile.</param>
    /// <param name="leftSquares"><c>[rows]</c>: squared norms of the left vectors.</param>
    /// <param name="rightSquares"><c>[columns]</c>: squared norms of the right vectors.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void ToSquared(
        Span<float> tile, int rows, int columns, int stride, ReadOnlySpan<float> leftSquares,
        ReadOnlySpan<float> rightSquares) =>
        Convert(tile, rows, columns, stride, leftSquares, rightSquares, rooted: false);

    /// <summary><c>tile = -sqrt(max(leftSquares[k] - 2 tile + rightSquares[j], 1e-30))</c>.</summary>
    /// <param name="tile">Inner products in, scores out.</param>
    /// <param name="rows">Left vectors.</param>
    /// <param name="columns">Right vectors.</param>
    /// <param name="stride">Floats from row to row of the tile.</param>
    /// <param name="leftSquares"><c>[rows]</c>: squared norms of the left vectors.</param>
    /// <param name="rightSquares"><c>[columns]</c>: squared norms of the right vectors.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void ToRooted(
        Span<float> tile, int rows, int columns, int stride, ReadOnlySpan<float> leftSquares,
        ReadOnlySpan<float> rightSquares) =>
        Convert(tile, rows, columns, stride, leftSquares, rightSquares, rooted: true);

    /// <summary>Turns gradients by rooted scores into gradients by squared distances.</summary>
    /// <param name="scores">The tile as <see cref="ToRooted"/> left it.</param>
    /// <param name="gradients">
    /// In place: g becomes <c>h = g / (2 score)</c>, so that the left vector's gradient is
    /// <c>sum_j 2 h (a - b_j)</c>; 0 where the score was clamped. For <see cref="ToSquared"/>, h is just -g.
    /// </param>
    /// <param name="rows">Rows of both tiles.</param>
    /// <param name="columns">Columns of both that mean something.</param>
    /// <param name="stride">Floats from row to row of both.</param>
    /// <exception cref="ArgumentException">When a span is too short or the stride no multiple of 16.</exception>
    public static void RootedGradient(
        ReadOnlySpan<float> scores, Span<float> gradients, int rows, int columns, int stride)
    {
        Shapes.Tile(scores, rows, columns, stride);
        Shapes.Tile(gradients, rows, columns, stride);
        fixed (float* scoresStart = scores, gradientsStart = gradients)
        {
            var kernel = new RootedGradientKernel(scoresStart, gradientsStart, rows, columns, stride);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>Turns gradients by rooted scores into factors of products: <c>f = -g / score</c>.</summary>
    /// <param name="scores">Some of a row's scores as <see cref="ToRooted"/> left them.</param>
    /// <param name="gradients">As many; in place. 0 where the score was clamped.</param>
    /// <exception cref="ArgumentException">When there are fewer scores than gradients.</exception>
    /// <remarks>Nothing behind the last element is touched, so that parts of a row may follow each other closely.
    /// </remarks>
    public static void RootedFactors(ReadOnlySpan<float> scores, Span<float> gradients)
    {
        Shapes.AtLeast(scores, gradients.Length);
        const float Clamped = -1e-15f;
        Vector<float> clamped = new(Clamped);
        int at = 0;
        for (; at <= gradients.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> score = new(scores[at..]);
            Vector<float> factor = -(new Vector<float>(gradients[at..]) / score);
            Vector.ConditionalSelect(Vector.LessThan(score, clamped), factor, Vector<float>.Zero)
                .CopyTo(gradients[at..]);
        }

        for (; at < gradients.Length; at++)
        {
            gradients[at] = scores[at] < Clamped ? -gradients[at] / scores[at] : 0f;
        }
    }

    private static void Convert(
        Span<float> tile, int rows, int columns, int stride, ReadOnlySpan<float> leftSquares,
        ReadOnlySpan<float> rightSquares, bool rooted)
    {
        Shapes.Tile(tile, rows, columns, stride);
        Shapes.AtLeast(leftSquares, rows);
        Shapes.AtLeast(rightSquares, columns);
        fixed (float* tileStart = tile, leftStart = leftSquares, rightStart = rightSquares)
        {
            var kernel = new ConvertKernel(tileStart, rows, columns, stride, leftStart, rightStart, rooted);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct ConvertKernel(
        float* tile, int rows, int columns, int stride, float* leftSquares, float* rightSquares, bool rooted)
        : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            int whole = columns - (columns % RowLayout.StrideMultiple);

            // The last squares are copied to where a whole vector can be read.
            float* last = stackalloc float[RowLayout.StrideMultiple];
            new Span<float>(rightSquares + whole, columns - whole).CopyTo(new(last, RowLayout.StrideMultiple));
            for (nint row = 0; row < rows; row++)
            {
                float* start = tile + (row * stride);
                TVector left = TWidth.Broadcast(leftSquares[row]);
                for (int i = 0; i < whole; i += TWidth.Count)
                {
                    TWidth.Store(Score<TWidth, TVector>(TWidth.Load(start + i), left, rightSquares + i), start + i);
                }

                for (int i = whole; i < columns; i += TWidth.Count)
                {
                    TVector score = Score<TWidth, TVector>(TWidth.Load(start + i), left, last + (i - whole));
                    TWidth.Store(
                        TWidth.Select(TWidth.FirstLanes(columns - i), score, TWidth.Broadcast(0f)), start + i);
                }

                Shapes.ClearPadding<TWidth, TVector>(start, columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TVector Score<TWidth, TVector>(TVector product, TVector left, float* rightSquare)
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector norms = TWidth.Add(left, TWidth.Load(rightSquare));
            TVector square = TWidth.MultiplyAdd(TWidth.Broadcast(-2f), product, norms);
            if (rooted)
            {
                square = TWidth.Sqrt(TWidth.Max(TWidth.Broadcast(SquareLeast), square));
            }

            return TWidth.Subtract(TWidth.Broadcast(0f), square);
        }
    }

    private readonly struct RootedGradientKernel(
        float* scores, float* gradients, int rows, int columns, int stride) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector clamped = TWidth.Broadcast(-MathF.Sqrt(SquareLeast));
            for (nint row = 0; row < rows; row++)
            {
                float* score = scores + (row * stride);
                float* gradient = gradients + (row * stride);
                for (int i = 0; i < RowLayout.Padded(columns); i += TWidth.Count)
                {
                    TVector s = TWidth.Load(score + i);
                    TVector h = TWidth.Divide(TWidth.Load(gradient + i), TWidth.Add(s, s));
                    TWidth.Store(
                        TWidth.Select(TWidth.GreaterOrEqual(s, clamped), TWidth.Broadcast(0f), h), gradient + i);
                }
            }
        }
    }
}
