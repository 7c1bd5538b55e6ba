using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Losses;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Numerics.Ranking;
using BigGraphActors.Numerics.Scoring;
using BigGraphActors.Numerics.Transforms;
using BigGraphActors.Numerics.Updates;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Benchmarks;

/// <summary>The kernels of the training loop at the sizes it calls them with.</summary>
/// <remarks>
/// The block of the headline figure: 50 edges, 50 + 50 negatives, dimension 100 (stride 112). All memory is native,
/// aligned, and kept until the process ends.
/// </remarks>
internal sealed class KernelCases
{
    private const int Rows = 50;

    private const int Negatives = 100;

    private const int Dim = 100;

    private static readonly int Stride = RowLayout.StrideFor(Dim);

    private static readonly int TableRows = 100_000;

    private readonly List<NativeBuffer<float>> _memory = [];

    private CounterRandom _random = new(1, 0);

    /// <summary>Makes all cases, with fresh memory.</summary>
    public static IReadOnlyList<KernelCase> All()
    {
        var cases = new KernelCases();
        return [.. cases.Products(), .. cases.Tiles(), .. cases.Moves(), .. cases.Operators(), .. cases.Draws(), .. TrainingCases.All()];
    }

    private IEnumerable<KernelCase> Products()
    {
        yield return Product("matrix S = Q Kt", Rows, Negatives, Dim, transposed: false);
        yield return Product("matrix dQ = dS K", Rows, Dim, Negatives, transposed: false);
        yield return Product("matrix dK = dSt Q", Negatives, Dim, Rows, transposed: true);
        yield return Product("matrix S, 400 wide", Rows, 1050, 400, transposed: false);
        yield return Product("matrix dQ, 400 wide", Rows, 400, 1050, transposed: false);
        yield return Product("matrix dK, 400 wide", 1050, 400, Rows, transposed: true);
        yield return Product("matrix ranking tile", 64, 1024, 400, transposed: false);
        foreach (KernelCase integers in Integers("100 wide", Negatives, Dim).Concat(Integers("400 wide", 128, 400)))
        {
            yield return integers;
        }
    }

    /// <summary>The same by integers, a panel of candidates at a time.</summary>
    private IEnumerable<KernelCase> Integers(string name, int n, int dim)
    {
        int stride = RowLayout.StrideFor(dim);
        int width = RowLayout.StrideFor(n);
        int wide = FixedBlock.StrideFor(stride);
        NativeBuffer<float> rows = Block(n * stride);
        NativeBuffer<float> tile = Block(Rows * width);
        NativeBuffer<float> toQueries = Block(Rows * stride);
        NativeBuffer<float> toCandidates = Block(n * stride);
        NativeBuffer<float> scratch = Block((int)FixedProducts.ScratchFor(Rows, n, wide));
        short[] values = new short[n * wide];
        float[] scales = new float[n];
        double flops = 2.0 * Rows * n * dim;
        yield return new(
            $"integers rounded, {name}", 0, 6.0 * n * stride,
            () => FixedRows.Round(rows.AsSpan(), n, stride, values, scales));
        yield return new($"integers S, {name}", flops, 4.0 * Rows * width, () => FixedProducts.Score(
            new FixedBlock(values, scales, wide).Slice(0, Rows), new FixedBlock(values, scales, wide), dim,
            tile.AsSpan(), width, default, scratch.AsSpan()));
        yield return new($"integers dQ and dK, {name}", 2 * flops, 4.0 * (Rows + n) * stride, () => FixedProducts.Backward(
            tile.AsSpan(),
            width,
            new FixedBlock(values, scales, wide).Slice(0, Rows),
            new FixedBlock(values, scales, wide),
            new FixedGradients { Stride = stride, Queries = toQueries.AsSpan(), Candidates = toCandidates.AsSpan() },
            scratch.AsSpan()));
    }

    private KernelCase Product(string name, int m, int n, int k, bool transposed)
    {
        int width = RowLayout.StrideFor(n);
        int aStride = RowLayout.StrideFor(transposed ? m : k);
        NativeBuffer<float> a = Block((transposed ? k : m) * aStride);
        NativeBuffer<float> b = Block(k * width);
        NativeBuffer<float> c = Block(m * width);
        (int aRow, int aColumn) = transposed ? (1, aStride) : (aStride, 1);
        return new(name, 2.0 * m * width * k, 4.0 * ((m * k) + (k * width) + (m * width)), () =>
            MatrixBlocks.Multiply(
                a.AsSpan(), aRow, aColumn, b.AsSpan(), width, c.AsSpan(), width, m, n, k, accumulate: false));
    }

    private IEnumerable<KernelCase> Tiles()
    {
        NativeBuffer<float> source = Block(Rows * Stride);
        NativeBuffer<float> scores = Block(Rows * Stride);
        NativeBuffer<float> positives = Block(Rows);
        NativeBuffer<float> gradients = Block(Rows);
        NativeBuffer<float> squares = Block(Negatives);
        var above = new int[Rows];
        var equal = new int[Rows];
        var tile = new LossTile(Rows, Negatives, Stride, 1);
        double bytes = 8.0 * Rows * Stride;

        // Each call copies fresh scores in first, as the product would; the row "copy" says what that costs.
        KernelCase Loss(string name, Action body) => new(name, 0, bytes, () =>
        {
            source.AsSpan().CopyTo(scores.AsSpan());
            body();
        });
        yield return Loss("tile copy", () => { });
        yield return Loss("tile softmax", () =>
            SoftmaxLoss.Apply(positives.AsSpan(), scores.AsSpan(), tile, default, gradients.AsSpan()));
        yield return Loss("tile ranking", () =>
            RankingLoss.Apply(positives.AsSpan(), scores.AsSpan(), tile, default, gradients.AsSpan(), 0.1f));
        yield return Loss("tile logistic", () =>
            LogisticLoss.Apply(positives.AsSpan(), scores.AsSpan(), tile, default, gradients.AsSpan(), Negatives));
        yield return Loss("tile l2", () =>
            DistanceTiles.ToRooted(
                scores.AsSpan(), Rows, Negatives, Stride, positives.AsSpan(), squares.AsSpan()));
        yield return Loss("tile rank counts", () =>
            RankCounts.Accumulate(positives.AsSpan(), scores.AsSpan(), Rows, Negatives, Stride, above, equal));
    }

    private IEnumerable<KernelCase> Moves()
    {
        NativeBuffer<float> memory = Block(TableRows * Stride);
        NativeBuffer<float> sumsMemory = Block(TableRows);
        sumsMemory.AsSpan().Fill(1);
        var table = new RowTable(memory.Address, TableRows, Dim, Stride);
        var sums = new RowTable(sumsMemory.Address, TableRows, 1, 1);
        NativeBuffer<float> block = Block(Negatives * Stride);
        NativeBuffer<float> turned = Block(Stride * Stride);
        NativeBuffer<float> norms = Block(Negatives);
        var rows = new int[Negatives];
        _random.FillBounded(rows, TableRows);
        int[] slots = [.. Enumerable.Range(0, Negatives)];
        double bytes = 8.0 * Negatives * Stride;

        yield return new("gather", 0, bytes, () => RowBlocks.Gather(table, rows, block.AsSpan()));
        yield return new("prefetch", 0, 0, () => RowBlocks.Prefetch(table, rows));
        yield return new("transpose", 0, bytes, () =>
            RowBlocks.Transpose(block.AsSpan(), Negatives, Stride, Dim, turned.AsSpan(), Stride));
        yield return new("scatter-add", Negatives * Stride, 1.5 * bytes, () =>
            RowBlocks.ScatterAdd(block.AsSpan(), Stride, slots, turned.AsSpan()));
        yield return new("row dot", 2.0 * Negatives * Stride, bytes, () =>
            RowScores.Dot(block.AsSpan(), turned.AsSpan(), Negatives, Stride, norms.AsSpan()));
        yield return new("squared norms", 2.0 * Negatives * Stride, bytes / 2, () =>
            RowScores.SquaredNorms(block.AsSpan(), Negatives, Stride, norms.AsSpan()));
        yield return new("cosine normalize", 3.0 * Negatives * Stride, bytes, () =>
            CosineRows.Normalize(block.AsSpan(), Negatives, Stride, norms.AsSpan()));
        yield return new("row-adagrad", 4.0 * Negatives * Stride, 1.5 * bytes, () =>
            RowAdagrad.Update(table, sums, rows, block.AsSpan(), 1e-3f));
        yield return new("adagrad", 6.0 * Negatives * Stride, 2.5 * bytes, () =>
            Adagrad.Update(memory.AsSpan(0, Negatives * Stride), turned.AsSpan(), block.AsSpan(), 1e-3f));
    }

    private IEnumerable<KernelCase> Operators()
    {
        NativeBuffer<float> parameters = Block(Stride);
        NativeBuffer<float> matrix = Block(Dim * Dim);
        NativeBuffer<float> input = Block(Rows * Stride);
        NativeBuffer<float> gradient = Block(Rows * Stride);
        NativeBuffer<float> output = Block(Rows * Stride);
        NativeBuffer<float> slot = Block(Dim * Dim);
        var vector = new RowTable(parameters.Address, 1, Dim, Stride);
        var square = new RowTable(matrix.Address, 1, Dim * Dim, Dim * Dim);
        var block = new TransformBlock(Rows, Dim, Stride);
        var rows = new int[Rows];
        double bytes = 8.0 * Rows * Stride;

        yield return new("complex forward", 3.0 * Rows * Dim, bytes, () =>
            ComplexDiagonalTransform.Forward(input.AsSpan(), block, vector, rows, output.AsSpan()));
        yield return new("complex backward", 7.0 * Rows * Dim, 1.5 * bytes, () =>
            ComplexDiagonalTransform.Backward(
                input.AsSpan(), gradient.AsSpan(), block, vector, rows, output.AsSpan(), rows, slot.AsSpan()));
        yield return new("diagonal backward", 3.0 * Rows * Dim, 1.5 * bytes, () =>
            DiagonalTransform.Backward(
                input.AsSpan(), gradient.AsSpan(), block, vector, rows, output.AsSpan(), rows, slot.AsSpan()));
        yield return new("translation backward", 1.0 * Rows * Dim, 1.5 * bytes, () =>
            TranslationTransform.Backward(
                input.AsSpan(), gradient.AsSpan(), block, vector, rows, output.AsSpan(), rows, slot.AsSpan()));
        yield return new("linear forward", 2.0 * Rows * Dim * Dim, bytes, () =>
            LinearTransform.Forward(input.AsSpan(), block, square, rows, output.AsSpan()));
        yield return new("linear backward", 4.0 * Rows * Dim * Dim, 1.5 * bytes, () =>
            LinearTransform.Backward(
                input.AsSpan(), gradient.AsSpan(), block, square, rows, output.AsSpan(), rows, slot.AsSpan()));
    }

    private IEnumerable<KernelCase> Draws()
    {
        var rows = new int[Negatives];
        NativeBuffer<float> normals = Block(Stride);
        yield return new("draw negatives", 0, 4.0 * Negatives, () => _random.FillBounded(rows, TableRows));
        yield return new("draw normals", 0, 4.0 * Stride, () =>
            CounterRandom.FillNormal(1, 0, normals.AsSpan(), 1e-3f));
    }

    private NativeBuffer<float> Block(int length)
    {
        var block = new NativeBuffer<float>(length);
        _random.FillNormal(block.AsSpan(), 0.1f);
        _memory.Add(block);
        return block;
    }
}
