using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.FixedPoint;

/// <summary>The three products of a block of queries and candidates, by 16-bit integers.</summary>
/// <remarks>
/// Where a processor multiplies and adds 32 integers of 16 bits in the time of 16 fused multiply-adds, these take
/// little more than half the time of <see cref="MatrixBlocks"/>. A score is off by hundred-thousandths of the product
/// of its vectors' lengths; a gradient by up to half a unit a term, where the sizes of all terms sum to 32,000 units.
/// What lies behind the last column of a tile must be finite, and does not count.
/// </remarks>
public static unsafe class FixedProducts
{
    /// <summary>Rows of queries that go backward at once: of many more, each would get few integers of a column's
    /// range; and scratch need not hold all.</summary>
    private const int RowsMost = 4096;

    /// <summary>Floats of scratch that products of these extents need.</summary>
    /// <param name="rows">Number of queries.</param>
    /// <param name="columns">Number of candidates.</param>
    /// <param name="stride">Integers from row to row of either.</param>
    public static long ScratchFor(int rows, int columns, int stride)
    {
        long wide = RowLayout.StrideFor(columns);
        long scores = wide * (1 + (stride / 2L));
        return Math.Max(scores, BackwardScratch.Floats(Math.Min(rows, RowsMost), columns, stride));
    }

    /// <summary>Scores: <c>S = Q · Nᵀ</c>.</summary>
    /// <param name="queries">m rows.</param>
    /// <param name="candidates">n rows, of the queries' stride.</param>
    /// <param name="dim">Elements of a row that count.</param>
    /// <param name="tile"><c>[m × n]</c>, overwritten in whole vectors.</param>
    /// <param name="tileStride">Floats from row to row of the tile.</param>
    /// <param name="prefetched">Rows that are needed next.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchFor"/> says.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Score(
        FixedBlock queries, FixedBlock candidates, int dim, Span<float> tile, int tileStride, PrefetchRows prefetched,
        Span<float> scratch)
    {
        (int m, int n) = (queries.Rows, candidates.Rows);
        if (m == 0 || n == 0)
        {
            return;
        }

        int columns = RowLayout.StrideFor(n);
        Require(queries, candidates, dim, scratch.Length);
        Shapes.Tile(tile, m, n, tileStride);
        fixed (short* left = queries.Values, right = candidates.Values)
        fixed (float* leftScales = queries.Scales, to = tile, free = scratch)
        {
            float* scales = free;
            float* turned = free + columns;
            candidates.Scales.CopyTo(scratch);
            scratch[n..columns].Clear();
            int pairs = (dim + 1) / 2;
            int inRow = candidates.Stride / 2;
            var transpose = new TransposeKernel((float*)right, inRow, n, pairs, inRow, turned, columns);
            VectorWidth.Run(ref transpose);
            MatrixTile product = new()
            {
                A = (float*)left,
                ARow = queries.Stride / 2,
                AColumn = 1,
                B = turned,
                BStride = columns,
                C = to,
                CStride = tileStride,
                Depth = pairs,
            };
            MatrixBlocks.MultiplyPairs(product, m, columns, prefetched);
            var finish = new FixedKernels.ToScores(to, m, columns, tileStride, leftScales, scales);
            VectorWidth.Run(ref finish);
        }
    }

    /// <summary>Gradients of both: <c>dQ = G · N</c> and <c>dN = Gᵀ · Q</c>.</summary>
    /// <param name="tile"><c>G</c>, <c>[m × n]</c>.</param>
    /// <param name="tileStride">Floats from row to row of the tile.</param>
    /// <param name="queries">m rows.</param>
    /// <param name="candidates">n rows, of the queries' stride.</param>
    /// <param name="gradients">Receives both gradients, and says whether they are added or overwrite.</param>
    /// <param name="scratch">As many floats as <see cref="ScratchFor"/> says.</param>
    /// <exception cref="ArgumentException">When something does not fit its span.</exception>
    public static void Backward(
        ReadOnlySpan<float> tile, int tileStride, FixedBlock queries, FixedBlock candidates, FixedGradients gradients,
        Span<float> scratch)
    {
        (int m, int n) = (queries.Rows, candidates.Rows);
        if (m == 0 || n == 0)
        {
            return;
        }

        Require(queries, candidates, gradients.Stride, scratch.Length);
        if (queries.Stride != FixedBlock.StrideFor(gradients.Stride))
        {
            throw new ArgumentException($"integers {queries.Stride} apart for gradients {gradients.Stride} apart");
        }

        Shapes.Tile(tile, m, n, tileStride);
        Shapes.Block(gradients.Queries, m, gradients.Stride);
        Shapes.Block(gradients.Candidates, n, gradients.Stride);
        for (int first = 0; first < m; first += RowsMost)
        {
            int rows = Math.Min(RowsMost, m - first);
            BackwardRows(
                tile[(first * tileStride)..],
                tileStride,
                queries.Slice(first, rows),
                candidates,
                gradients.From(first),
                scratch);
        }
    }

    private static void BackwardRows(
        ReadOnlySpan<float> tile, int tileStride, FixedBlock queries, FixedBlock candidates, FixedGradients gradients,
        Span<float> scratch)
    {
        (int m, int n, int stride) = (queries.Rows, candidates.Rows, gradients.Stride);
        int columns = RowLayout.StrideFor(n);
        candidates.Scales.CopyTo(scratch);
        scratch[n..columns].Clear();
        fixed (short* left = queries.Values, right = candidates.Values)
        fixed (float* leftScales = queries.Scales, g = tile, free = scratch)
        fixed (float* toLeft = gradients.Queries, toRight = gradients.Candidates)
        {
            BackwardScratch at = new(free, m, n, stride);
            GradientRounding rounding = new()
            {
                Tile = g,
                Stride = tileStride,
                Rows = m,
                Columns = columns,
                RowScales = leftScales,
                ColumnScales = at.ColumnScales,
                ByRowScales = at.RowScales,
                ByColumnScales = at.ResultScales,
                ColumnFactors = at.ColumnFactors,
                ByRow = at.ByRow,
                ByColumn = at.ByColumn,
            };
            VectorWidth.Run(ref rounding);

            Factor byRow = new((float*)at.ByRow, columns / 2, 1, at.RowScales);
            Backward(at, byRow, right, (m, n, stride), toLeft, gradients.AddsToQueries);
            Factor byColumn = new(at.ByColumn, 1, columns, at.ResultScales);
            Backward(at, byColumn, left, (n, m, stride), toRight, gradients.AddsToCandidates);
        }
    }

    /// <summary>One of the two products: rounded gradients times the rows of the other side.</summary>
    private static void Backward(
        in BackwardScratch at, in Factor gradients, short* rows, (int Rows, int Depth, int Stride) extent,
        float* destination, bool accumulate)
    {
        new Span<short>(at.Nothing, extent.Stride).Clear();
        var pairs = new FixedKernels.Interleave(
            rows, extent.Depth, FixedBlock.StrideFor(extent.Stride), extent.Stride, at.Nothing, at.Pairs);
        VectorWidth.Run(ref pairs);
        int depth = (extent.Depth + 1) / 2;
        bool isOnePart = MatrixBlocks.IsOnePart(depth);
        MatrixTile product = new()
        {
            A = gradients.Start,
            ARow = gradients.Row,
            AColumn = gradients.Column,
            B = at.Pairs,
            BStride = extent.Stride,
            C = accumulate && !isOnePart ? at.Integers : destination,
            CStride = extent.Stride,
            Depth = depth,
            Scales = isOnePart ? gradients.Scales : null,
            AddsScaled = accumulate,
        };
        MatrixBlocks.MultiplyPairs(product, extent.Rows, extent.Stride, default);
        if (!isOnePart)
        {
            var finish = new FixedKernels.ToRows(
                product.C, extent.Rows, extent.Stride, gradients.Scales, destination, accumulate);
            VectorWidth.Run(ref finish);
        }
    }

    private static void Require(FixedBlock queries, FixedBlock candidates, int dim, int scratch)
    {
        long needed = ScratchFor(queries.Rows, candidates.Rows, queries.Stride);
        if (queries.Stride != candidates.Stride || dim > queries.Stride || scratch < needed)
        {
            throw new ArgumentException(
                $"strides {queries.Stride} and {candidates.Stride}, dim {dim}, {scratch} floats of scratch, " +
                $"{needed} needed");
        }
    }

    /// <summary>Rounded gradients as the left factor of a product, and what its rows are multiplied with.</summary>
    private readonly struct Factor(float* start, int row, int column, float* scales)
    {
        public readonly float* Start = start;
        public readonly int Row = row;
        public readonly int Column = column;
        public readonly float* Scales = scales;
    }
}

/// <summary>Where the gradients of a block go.</summary>
public readonly ref struct FixedGradients
{
    /// <summary>Floats from row to row of both, a multiple of 16.</summary>
    public int Stride { get; init; }

    /// <summary><c>[m × stride]</c>.</summary>
    public Span<float> Queries { get; init; }

    /// <summary>Whether those of the queries are added to what is there.</summary>
    public bool AddsToQueries { get; init; }

    /// <summary><c>[n × stride]</c>.</summary>
    public Span<float> Candidates { get; init; }

    /// <summary>Whether those of the candidates are added to what is there.</summary>
    public bool AddsToCandidates { get; init; }

    /// <summary>The same from a query on; the candidates then have got a part of theirs.</summary>
    internal FixedGradients From(int query) => new()
    {
        Stride = Stride,
        Queries = Queries[(query * Stride)..],
        AddsToQueries = AddsToQueries,
        Candidates = Candidates,
        AddsToCandidates = AddsToCandidates || query > 0,
    };
}

/// <summary>How the scratch of the way back is divided; every part begins at a cache line of the whole.</summary>
internal readonly unsafe struct BackwardScratch
{
    /// <summary>Scales of the candidates, with zeros up to whole vectors; at the beginning of the scratch.</summary>
    public readonly float* ColumnScales;

    /// <summary>What the gradients' columns, once rounded, are multiplied with.</summary>
    public readonly float* ResultScales;

    /// <summary>What each column's gradients are multiplied with.</summary>
    public readonly float* ColumnFactors;

    /// <summary>What the gradients' rows, once rounded, are multiplied with.</summary>
    public readonly float* RowScales;

    /// <summary>Gradients, two rows side by side.</summary>
    public readonly float* ByColumn;

    /// <summary>Gradients, row by row.</summary>
    public readonly short* ByRow;

    /// <summary>A row of zeros.</summary>
    public readonly short* Nothing;

    /// <summary>Rows of either side, two side by side.</summary>
    public readonly float* Pairs;

    /// <summary>A product that is yet to be added.</summary>
    public readonly float* Integers;

    /// <summary>Divides scratch of <see cref="Floats"/>.</summary>
    public BackwardScratch(float* start, int rows, int columns, int stride)
    {
        nint wide = RowLayout.StrideFor(columns);
        nint tall = RowLayout.StrideFor(rows);
        ColumnScales = start;
        ResultScales = ColumnScales + wide;
        ColumnFactors = ResultScales + wide;
        RowScales = ColumnFactors + wide;
        ByColumn = RowScales + tall;
        ByRow = (short*)(ByColumn + (tall / 2 * wide));
        Nothing = (short*)((float*)ByRow + (tall / 2 * wide));
        Pairs = (float*)Nothing + stride;
        Integers = Pairs + (Math.Max(tall, wide) / 2 * stride);
    }

    /// <summary>Floats that <c>rows × columns</c> gradients of rows of <c>stride</c> need.</summary>
    public static long Floats(int rows, int columns, int stride)
    {
        long wide = RowLayout.StrideFor(columns);
        long tall = RowLayout.StrideFor(rows);
        long most = Math.Max(wide, tall);
        return (3 * wide) + tall + (tall * wide) + (stride * (1 + (most / 2) + most));
    }
}
