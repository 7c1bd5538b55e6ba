using System.Runtime.InteropServices;
using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Numerics.Ranking;
using BigGraphActors.Numerics.Regularization;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Numerics.Updates;

namespace BigGraphActors.Tests.Numerics;

/// <summary>
/// Every kernel on buffers of exactly the size its contract asks for, each ending at an unreadable page.
/// </summary>
public sealed class FencedKernelTests : IDisposable
{
    private readonly List<FencedBuffer> _buffers = [];

    public static TheoryData<int, int> Sizes() => new()
    {
        { 1, 1 }, { 1, 2 }, { 2, 15 }, { 3, 16 }, { 5, 17 }, { 7, 32 }, { 9, 34 }, { 16, 50 }, { 17, 64 }, { 50, 100 },
        { 33, 130 },
    };

    public void Dispose() => _buffers.ForEach(buffer => buffer.Dispose());

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_and_transposes_stay_inside(int rows, int dim)
    {
        int stride = RowLayout.StrideFor(dim);
        int wide = RowLayout.StrideFor(rows);
        FencedBuffer left = Fenced(rows * stride);
        FencedBuffer right = Fenced(rows * stride);
        FencedBuffer turned = Fenced(dim * wide);
        FencedBuffer scores = Fenced(rows * wide);
        RowBlocks.Transpose(right.Span, rows, stride, dim, turned.Span, wide);
        MatrixBlocks.Multiply(left.Span, stride, 1, turned.Span, wide, scores.Span, wide, rows, rows, dim, false);
        MatrixBlocks.Multiply(scores.Span, wide, 1, right.Span, stride, left.Span, stride, rows, dim, rows, true);
        MatrixBlocks.Multiply(scores.Span, 1, wide, left.Span, stride, right.Span, stride, rows, dim, rows, true);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_of_integers_stay_inside(int rows, int dim)
    {
        int stride = RowLayout.StrideFor(dim);
        int wide = RowLayout.StrideFor(rows);
        int integers = FixedBlock.StrideFor(stride);
        FencedBuffer source = Fenced(rows * stride);
        FencedBuffer values = Fenced(rows * integers / 2);
        FencedBuffer scales = Fenced(rows);
        FencedBuffer scratch = Fenced((int)FixedProducts.ScratchFor(rows, rows, integers));
        FencedBuffer scores = Fenced(rows * wide);
        FencedBuffer toQueries = Fenced(rows * stride);
        FencedBuffer toCandidates = Fenced(rows * stride);
        Span<short> rounded = MemoryMarshal.Cast<float, short>(values.Span);
        FixedRows.Round(source.Span, rows, stride, rounded, scales.Span);
        FixedBlock block = new(rounded, scales.Span, integers);
        FixedProducts.Score(block, block, dim, scores.Span, wide, default, scratch.Span);
        foreach (bool adds in (bool[])[false, true])
        {
            FixedGradients gradients = new()
            {
                Stride = stride,
                Queries = toQueries.Span,
                AddsToQueries = adds,
                Candidates = toCandidates.Span,
                AddsToCandidates = adds,
            };
            FixedProducts.Backward(scores.Span, wide, block, block, gradients, scratch.Span);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tiles_stay_inside(int rows, int columns)
    {
        int stride = RowLayout.StrideFor(columns);
        FencedBuffer tile = Fenced(rows * stride);
        FencedBuffer positives = Fenced(rows);
        FencedBuffer gradients = Fenced(rows);
        FencedBuffer weights = Fenced(rows);
        FencedBuffer squares = Fenced(columns);
        FencedBuffer other = Fenced(rows * stride);
        var shape = new LossTile(rows, columns, stride, 1);
        RankCounts.Accumulate(
            positives.Span, tile.Span, rows, columns, stride, new int[rows], new int[rows]);
        DistanceTiles.ToSquared(tile.Span, rows, columns, stride, positives.Span, squares.Span);
        DistanceTiles.ToRooted(tile.Span, rows, columns, stride, positives.Span, squares.Span);
        DistanceTiles.RootedGradient(tile.Span, other.Span, rows, columns, stride);
        SoftmaxLoss.Apply(positives.Span, tile.Span, shape, weights.Span, gradients.Span);
        RankingLoss.Apply(positives.Span, tile.Span, shape, weights.Span, gradients.Span, 0.1f);
        SoftmaxPanels.Largest(tile.Span, shape, positives.Span);
        SoftmaxPanels.Exponentiate(tile.Span, shape, positives.Span, gradients.Span);
        SoftmaxPanels.Scale(tile.Span, shape, gradients.Span);
        LogisticLoss.Apply(positives.Span, tile.Span, shape, weights.Span, gradients.Span, columns);
        SelfAdversarialLoss.Apply(positives.Span, tile.Span, shape, weights.Span, gradients.Span, 0.5f);
        SelfAdversarialLoss.Add(tile.Span, shape, 0.5f, positives.Span, new double[rows], new double[rows]);
        LogSumKernel.Add(tile.Span, shape, positives.Span, new double[rows]);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Row_kernels_stay_inside(int rows, int dim)
    {
        int stride = RowLayout.StrideFor(dim);
        FencedBuffer memory = Fenced(rows * stride);
        FencedBuffer sumsMemory = Fenced(rows);
        FencedBuffer block = Fenced(rows * stride);
        FencedBuffer other = Fenced(rows * stride);
        FencedBuffer perRow = Fenced(rows);
        FencedBuffer vector = Fenced(stride);
        var table = new RowTable(memory.Address, rows, dim, stride);
        int[] all = [.. Enumerable.Range(0, rows)];
        int[] offsets = [.. Enumerable.Range(0, rows + 1)];
        RowBlocks.Gather(table, all, block.Span);
        RowBlocks.GatherMean(table, offsets, all, block.Span);
        FencedBuffer turned = Fenced(dim * RowLayout.StrideFor(rows));
        RowBlocks.GatherTransposed(table, all, turned.Span, RowLayout.StrideFor(rows));
        FencedBuffer left = Fenced(rows);
        FencedBuffer product = Fenced(stride);
        MatrixProduct one = new()
        {
            A = left.Span,
            ARow = rows,
            AColumn = 1,
            CStride = stride,
            Rows = 1,
            Columns = stride,
            Depth = rows,
        };
        MatrixBlocks.MultiplyRows(one, product.Span, table, all, all);
        RowBlocks.Renormalize(table, all, 0.1f);
        RowBlocks.ScatterAdd(block.Span, stride, all, other.Span);
        RowBlocks.ScatterAddMean(block.Span, stride, offsets, all, other.Span);
        RowBlocks.AddVector(block.Span, rows, stride, vector.Span);
        RowBlocks.AddRowsTo(block.Span, rows, stride, vector.Span);
        RowBlocks.AddScaledRows(block.Span, rows, stride, perRow.Span, other.Span);
        RowScores.Dot(block.Span, other.Span, rows, stride, perRow.Span);
        RowScores.SquaredDistance(block.Span, other.Span, rows, stride, perRow.Span);
        RowScores.SquaredNorms(block.Span, rows, stride, perRow.Span);
        RowScores.Sums(block.Span, rows, stride, perRow.Span);
        RowScores.AddDistanceGradient(
            block.Span, other.Span, rows, stride, perRow.Span, memory.Span, other.Span);
        CosineRows.Normalize(block.Span, rows, stride, perRow.Span);
        CosineRows.NormalizeBackward(block.Span, perRow.Span, rows, stride, other.Span);
        CubicPenalty.Real(block.Span, rows, dim, stride, 1, other.Span);
        CubicPenalty.Complex(block.Span, rows, dim & ~1, stride, 1, other.Span);
        RowAdagrad.Update(table, new(sumsMemory.Address, rows, 1, 1), all, block.Span, 0.1f);
        Adagrad.Update(memory.Span, other.Span, block.Span, 0.1f);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Operators_stay_inside(int rows, int dim)
    {
        var block = new TransformBlock(rows, dim, RowLayout.StrideFor(dim));
        int[] zeros = new int[rows];
        FencedBuffer input = Fenced(rows * block.Stride);
        FencedBuffer gradient = Fenced(rows * block.Stride);
        FencedBuffer output = Fenced(rows * block.Stride);
        RowTable row = Parameters(dim, out FencedBuffer slot);
        DiagonalTransform.Forward(input.Span, block, row, zeros, output.Span);
        DiagonalTransform.Backward(input.Span, gradient.Span, block, row, zeros, output.Span, zeros, slot.Span);
        TranslationTransform.Forward(input.Span, block, row, zeros, output.Span);
        TranslationTransform.Backward(input.Span, gradient.Span, block, row, zeros, output.Span, zeros, slot.Span);
        if (dim % 2 == 0)
        {
            ComplexDiagonalTransform.Forward(input.Span, block, row, zeros, output.Span);
            ComplexDiagonalTransform.Backward(
                input.Span, gradient.Span, block, row, zeros, output.Span, zeros, slot.Span);
        }

        row = Parameters(dim * dim, out slot);
        LinearTransform.Forward(input.Span, block, row, zeros, output.Span);
        LinearTransform.Backward(input.Span, gradient.Span, block, row, zeros, output.Span, zeros, slot.Span);
        Span<float> matrix = Fenced(dim * dim).Span;
        LinearTransform.TryStep(input.Span, gradient.Span, block, matrix, Fenced(dim * dim).Span, output.Span, 0.1f);
        row = Parameters((dim * dim) + dim, out slot);
        AffineTransform.Forward(input.Span, block, row, zeros, output.Span);
        AffineTransform.Backward(input.Span, gradient.Span, block, row, zeros, output.Span, zeros, slot.Span);
    }

    private RowTable Parameters(int dim, out FencedBuffer slot)
    {
        int stride = RowLayout.StrideFor(dim);
        slot = Fenced(stride);
        return new(Fenced(stride).Address, 1, dim, stride);
    }

    private FencedBuffer Fenced(int length)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = MathF.Sin(i);
        }

        var buffer = new FencedBuffer(values);
        _buffers.Add(buffer);
        return buffer;
    }
}
