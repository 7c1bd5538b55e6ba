using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>The three matrix products of a block, with candidates in panels that stay in the cache.</summary>
/// <remarks>
/// Scores are queries times candidates. The gradients of the queries are the tile times the candidates, those of the
/// candidates the turned tile times the queries. With 16-bit integers the factors are rounded; sums are exact, and
/// scores and gradients are float32 again. Scratch of one thread.
/// </remarks>
internal sealed class PanelProducts : IDisposable
{
    /// <summary>Candidates of a panel.</summary>
    public const int PanelRows = 128;

    private NativeBuffer<float> _transposed = new(0);

    /// <summary>Scores queries against rows of floats, which take consecutive columns.</summary>
    /// <param name="tile">The scores are written to the rows of <paramref name="asked"/>.</param>
    /// <param name="asked">The range of queries to score.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="values">The candidates, <c>[count × stride]</c>, of the queries' stride.</param>
    /// <param name="count">Number of candidates.</param>
    /// <param name="column">Column of the first.</param>
    public void Score(
        ScoreTile tile, QueryRange asked, EmbeddingBatch queries, ReadOnlySpan<float> values, int count, int column)
    {
        int stride = queries.Stride;
        for (int start = 0; start < count; start += PanelRows)
        {
            int rows = Math.Min(PanelRows, count - start);
            int panelStride = RowLayout.StrideFor(rows);
            Span<float> transposed = Transposed(panelStride, queries.Dim);
            RowBlocks.Transpose(values[(start * stride)..], rows, stride, queries.Dim, transposed, panelStride);
            MatrixBlocks.Multiply(
                queries.Values[(asked.First * stride)..], stride, 1, transposed, panelStride,
                tile.ScoresOf(asked, column + start), tile.Stride,
                asked.Count, panelStride, queries.Dim, accumulate: false);
        }
    }

    /// <summary>Scores queries against rounded candidates, which take consecutive columns.</summary>
    /// <param name="tile">The scores are written to the rows of <paramref name="asked"/>.</param>
    /// <param name="asked">The range of queries to score.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="candidates">Of the queries' stride.</param>
    /// <param name="column">Column of the first.</param>
    /// <param name="prefetched">Rows that are needed next.</param>
    public static void ScoreFixed(
        ScoreTile tile, QueryRange asked, EmbeddingBatch queries, FixedBlock candidates, int column,
        PrefetchRows prefetched = default)
    {
        FixedVectors rounded = queries.Fixed();
        FixedBlock left = rounded.Block.Slice(asked.First, asked.Count);
        for (int start = 0; start < candidates.Rows; start += PanelRows)
        {
            FixedBlock panel = candidates.Slice(start, Math.Min(PanelRows, candidates.Rows - start));
            FixedProducts.Score(
                left, panel, queries.Dim, tile.ScoresOf(asked, column + start), tile.Stride, prefetched,
                rounded.ScratchFor(asked.Count, panel.Rows));
        }
    }

    /// <summary>Both gradient products of a panel of floats.</summary>
    /// <param name="panel">The gradients of its scores, from its first column on.</param>
    /// <param name="tileStride">Floats from one row of them to the next.</param>
    /// <param name="asked">The range of queries that were scored.</param>
    /// <param name="queries">Their gradients are added to.</param>
    /// <param name="candidates">The panel's vectors and gradients.</param>
    public static void Backward(
        ReadOnlySpan<float> panel, int tileStride, QueryRange asked, EmbeddingGradients queries,
        CandidatePanel candidates)
    {
        EmbeddingBatch batch = queries.Batch;
        int stride = batch.Stride;
        int first = asked.First * stride;
        MatrixBlocks.Multiply(
            panel, tileStride, 1, candidates.Values, stride, queries.Values[first..], stride,
            asked.Count, stride, candidates.Count, queries.HasGradient(0));
        queries.MarkGradients(0, asked.Count);
        MatrixBlocks.Multiply(
            panel, 1, tileStride, batch.Values[first..], stride, candidates.Gradients, stride,
            candidates.Count, stride, asked.Count, candidates.Adds);
    }

    /// <summary>Both gradient products of a rounded panel.</summary>
    /// <param name="panel">The gradients of its scores, from its first column on.</param>
    /// <param name="tileStride">Floats from one row of them to the next.</param>
    /// <param name="asked">The range of queries that were scored.</param>
    /// <param name="queries">Their gradients are added to.</param>
    /// <param name="candidates">At most a panel, as they were scored.</param>
    /// <param name="gradients"><c>[candidates × stride]</c>.</param>
    /// <param name="adds">Whether these are added to; else they are overwritten.</param>
    public static void BackwardFixed(
        ReadOnlySpan<float> panel, int tileStride, QueryRange asked, EmbeddingGradients queries,
        FixedBlock candidates, Span<float> gradients, bool adds)
    {
        EmbeddingBatch batch = queries.Batch;
        FixedVectors rounded = batch.Fixed();
        FixedGradients destinations = new()
        {
            Stride = batch.Stride,
            Queries = queries.Values[(asked.First * batch.Stride)..],
            AddsToQueries = queries.HasGradient(0),
            Candidates = gradients,
            AddsToCandidates = adds,
        };
        FixedProducts.Backward(
            panel, tileStride, rounded.Block.Slice(asked.First, asked.Count), candidates, destinations,
            rounded.ScratchFor(asked.Count, candidates.Rows));
        queries.MarkGradients(0, asked.Count);
    }

    /// <summary>Room for a transposed panel.</summary>
    /// <param name="panelStride">Floats from one element's row to the next.</param>
    /// <param name="dim">Elements of a vector.</param>
    public Span<float> Transposed(int panelStride, int dim)
    {
        _transposed = Scratch.Grow(_transposed, (long)panelStride * dim);
        return _transposed.AsSpan(0, panelStride * dim);
    }

    /// <inheritdoc/>
    public void Dispose() => _transposed.Dispose();
}

/// <summary>The vectors of a panel of candidates, and where their gradients go.</summary>
internal readonly ref struct CandidatePanel
{
    /// <summary>The vectors, <c>[Count × stride]</c>.</summary>
    public required ReadOnlySpan<float> Values { get; init; }

    /// <summary>Their gradients, <c>[Count × stride]</c>.</summary>
    public required Span<float> Gradients { get; init; }

    /// <summary>Number of candidates.</summary>
    public required int Count { get; init; }

    /// <summary>Whether gradients are added to; else they are overwritten.</summary>
    public required bool Adds { get; init; }
}
