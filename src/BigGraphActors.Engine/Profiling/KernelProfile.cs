using System.Diagnostics;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Profiling;

/// <summary>How fast one kernel runs on one core, at the extent that the settings give it.</summary>
/// <param name="Name">Short name of the operation, for a table.</param>
/// <param name="Seconds">Time of one call: the fastest of several rounds.</param>
/// <param name="Flops">Floating point operations of one call, without padding; 0 where they are not the point.</param>
public sealed record KernelProfile(string Name, double Seconds, double Flops)
{
    private const int Rounds = 9;

    /// <summary>Measures the kernels that most of a block's time goes to.</summary>
    /// <param name="rows">Edges of a block, at least 1.</param>
    /// <param name="negatives">Negatives of each edge, at least 1.</param>
    /// <param name="dim">Elements of a vector, at least 1.</param>
    public static IReadOnlyList<KernelProfile> Measure(int rows, int negatives, int dim)
    {
        int stride = RowLayout.StrideFor(dim);
        int columns = RowLayout.StrideFor(negatives);
        using NativeBuffer<float> queries = new((long)rows * stride);
        using NativeBuffer<float> candidates = new((long)columns * stride);
        using NativeBuffer<float> turned = new((long)stride * columns);
        using NativeBuffer<float> tile = new((long)rows * columns);
        using NativeBuffer<float> gradients = new((long)Math.Max(rows, columns) * stride);
        float[] positives = new float[rows];
        float[] positiveGradients = new float[rows];
        LossTile extent = new(rows, negatives, columns, 1);
        double product = 2.0 * rows * negatives * dim;
        return
        [
            Time("transpose of the candidates", 0, () => RowBlocks.Transpose(
                candidates.AsSpan(), negatives, stride, dim, turned.AsSpan(), columns)),
            Time("scores", product, () => MatrixBlocks.Multiply(
                queries.AsSpan(), stride, 1, turned.AsSpan(), columns, tile.AsSpan(), columns,
                rows, negatives, dim, accumulate: false)),
            Time("softmax with its gradient", 0, () => SoftmaxLoss.Apply(
                positives, tile.AsSpan(), extent, default, positiveGradients)),
            Time("gradient of the queries", product, () => MatrixBlocks.Multiply(
                tile.AsSpan(), columns, 1, candidates.AsSpan(), stride, gradients.AsSpan(), stride,
                rows, dim, negatives, accumulate: false)),
            Time("gradient of the candidates", product, () => MatrixBlocks.Multiply(
                tile.AsSpan(), 1, columns, queries.AsSpan(), stride, gradients.AsSpan(), stride,
                negatives, dim, rows, accumulate: false)),
            .. MeasureIntegers(queries, candidates, tile, (rows, negatives, dim)),
        ];
    }

    /// <summary>The same products by integers, as <c>products = int16</c> has them.</summary>
    private static KernelProfile[] MeasureIntegers(
        NativeBuffer<float> queries,
        NativeBuffer<float> candidates,
        NativeBuffer<float> tile,
        (int Rows, int Negatives, int Dim) extent)
    {
        (int rows, int negatives, int dim) = extent;
        int stride = RowLayout.StrideFor(dim);
        int columns = RowLayout.StrideFor(negatives);
        using FixedVectors left = new();
        using FixedVectors right = new();
        using NativeBuffer<float> gradients = new((long)(rows + negatives) * stride);
        double product = 2.0 * rows * negatives * dim;
        left.Round(queries.AsSpan(), rows, stride);
        return
        [
            Time("rounding of the candidates", 0, () => right.Round(candidates.AsSpan(), negatives, stride)),
            Time("scores by integers", product, () => FixedProducts.Score(
                left.Block, right.Block, dim, tile.AsSpan(), columns, default, left.ScratchFor(rows, negatives))),
            Time("both gradients by integers", 2 * product, () => FixedProducts.Backward(
                tile.AsSpan(),
                columns,
                left.Block,
                right.Block,
                new FixedGradients
                {
                    Stride = stride,
                    Queries = gradients.AsSpan(0, rows * stride),
                    Candidates = gradients.AsSpan((long)rows * stride, negatives * stride),
                },
                left.ScratchFor(rows, negatives))),
        ];
    }

    private static KernelProfile Time(string name, double flops, Action body)
    {
        double rough = SecondsOf(body, 20);
        int calls = Math.Max(1, (int)(5e-3 / rough));
        double best = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            best = Math.Min(best, SecondsOf(body, calls));
        }

        return new KernelProfile(name, best, flops);
    }

    private static double SecondsOf(Action body, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int call = 0; call < calls; call++)
        {
            body();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
    }
}
