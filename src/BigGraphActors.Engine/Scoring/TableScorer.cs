using BigGraphActors.Engine.Gradients;
using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Scores queries against rows of a table as they stand, which are read where they lie.</summary>
/// <remarks>Rows may change meanwhile (HOGWILD). Scratch of one thread.</remarks>
internal sealed class TableScorer(ScoreRule rule, PanelProducts products)
{
    /// <summary>Whether a row's product with a query is its score.</summary>
    public bool ReadsRowsInPlace => !rule.IsDistance && !rule.Bias && !rule.Normalizes;

    /// <summary>Whether candidates are taken rounded.</summary>
    public bool IsFixedPoint => rule.IsFixedPoint;

    /// <summary>Scores every query against consecutive rows of a table.</summary>
    /// <param name="tile">The scores are written here.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="table">Of the queries' stride.</param>
    /// <param name="range">Its rows, and where their scores go.</param>
    public void ScoreRange(ScoreTile tile, EmbeddingBatch queries, EmbeddingTable table, CandidateRange range)
    {
        if (!rule.IsFixedPoint)
        {
            products.Score(tile, tile.AllRows, queries, RowsOf(table, range), range.Count, range.Column);
            return;
        }

        for (int start = 0; start < range.Count; start += PanelProducts.PanelRows)
        {
            int count = Math.Min(PanelProducts.PanelRows, range.Count - start);
            FixedBlock block = RoundRows(queries, table, range.Start + start, count);
            PanelProducts.ScoreFixed(tile, tile.AllRows, queries, block, range.Column + start);
        }
    }

    /// <summary>The backward pass of <see cref="ScoreRange"/>.</summary>
    /// <param name="tile">Gradients of the scores.</param>
    /// <param name="queries">The queries that <see cref="ScoreRange"/> was given.</param>
    /// <param name="table">The table that <see cref="ScoreRange"/> was given.</param>
    /// <param name="range">The range that <see cref="ScoreRange"/> was given.</param>
    /// <param name="sums"><c>[range.Count × stride]</c>: the rows' gradients are added.</param>
    public void BackwardRange(
        ScoreTile tile, EmbeddingGradients queries, EmbeddingTable table, CandidateRange range, Span<float> sums)
    {
        ReadOnlySpan<float> values = RowsOf(table, range);
        for (int start = 0; start < range.Count; start += PanelProducts.PanelRows)
        {
            int at = start * table.Stride;
            int count = Math.Min(PanelProducts.PanelRows, range.Count - start);
            ReadOnlySpan<float> panel = tile.Scores[(range.Column + start)..];
            if (rule.IsFixedPoint)
            {
                FixedBlock block = RoundRows(queries.Batch, table, range.Start + start, count);
                PanelProducts.BackwardFixed(
                    panel, tile.Stride, tile.AllRows, queries, block, sums[at..], adds: true);
                continue;
            }

            CandidatePanel vectors = new()
            {
                Values = values[at..],
                Gradients = sums[at..],
                Count = count,
                Adds = true,
            };
            PanelProducts.Backward(panel, tile.Stride, tile.AllRows, queries, vectors);
        }
    }

    /// <summary>Scores every query against chosen rows of a table.</summary>
    /// <param name="tile">The scores are written here.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="table">Of the queries' stride.</param>
    /// <param name="rows">At most as many as fit the cache.</param>
    /// <param name="column">Column of the first row's score.</param>
    /// <param name="prefetched">Rows of the table that are needed next.</param>
    public void ScoreRows(
        ScoreTile tile, EmbeddingBatch queries, RowTable table, ReadOnlySpan<int> rows, int column,
        ReadOnlySpan<int> prefetched)
    {
        int panelStride = RowLayout.StrideFor(rows.Length);
        Span<float> transposed = products.Transposed(panelStride, table.Dim);
        RowBlocks.GatherTransposed(table, rows, transposed, panelStride);
        MatrixProduct product = new()
        {
            A = queries.Values,
            ARow = queries.Stride,
            AColumn = 1,
            B = transposed,
            BStride = panelStride,
            CStride = tile.Stride,
            Rows = tile.Rows,
            Columns = panelStride,
            Depth = queries.Dim,
        };
        MatrixBlocks.MultiplyAndPrefetch(product, tile.Scores[column..], table, prefetched);
    }

    /// <summary>Computes the gradients of scored rows, and adds to the queries' what the rows give them.</summary>
    /// <param name="tile">Gradients of the scores.</param>
    /// <param name="queries">The queries that <see cref="ScoreRows"/> was given.</param>
    /// <param name="table">The table that <see cref="ScoreRows"/> was given.</param>
    /// <param name="rows">The row numbers that <see cref="ScoreRows"/> was given.</param>
    /// <param name="column">The column that <see cref="ScoreRows"/> was given.</param>
    /// <param name="prefetched">Rows of the table that are needed next.</param>
    /// <param name="gradients"><c>[rows × stride]</c>, overwritten.</param>
    public static void BackwardRows(
        ScoreTile tile, EmbeddingGradients queries, RowTable table, ReadOnlySpan<int> rows, int column,
        ReadOnlySpan<int> prefetched, Span<float> gradients)
    {
        EmbeddingBatch batch = queries.Batch;
        MatrixProduct product = new()
        {
            A = tile.Scores[column..],
            ARow = tile.Stride,
            AColumn = 1,
            CStride = batch.Stride,
            Rows = tile.Rows,
            Columns = batch.Stride,
            Depth = rows.Length,
            Accumulate = queries.HasGradient(0),
        };
        MatrixBlocks.MultiplyRows(product, queries.Values, table, rows, prefetched);
        queries.MarkGradients(0, tile.Rows);
        MatrixBlocks.Multiply(
            tile.Scores[column..], 1, tile.Stride, batch.Values, batch.Stride, gradients, batch.Stride,
            rows.Length, batch.Stride, tile.Rows, accumulate: false);
    }

    private static FixedBlock RoundRows(EmbeddingBatch queries, EmbeddingTable table, int start, int count)
    {
        RowTable rows = table.VectorRows();
        nint first = rows.Address + ((nint)start * rows.Stride * sizeof(float));
        return queries.Fixed().Others.Round(rows with { Address = first, RowCount = count });
    }

    private static ReadOnlySpan<float> RowsOf(EmbeddingTable table, CandidateRange range) =>
        table.Values.AsSpan((long)range.Start * table.Stride, range.Count * table.Stride);
}
