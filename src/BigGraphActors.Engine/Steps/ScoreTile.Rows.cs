using BigGraphActors.Engine.Gradients;
using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Steps;

/// <summary>Candidates that are rows of a table as they stand, read where they lie.</summary>
internal sealed partial class ScoreTile
{
    /// <summary>Whether a row's product with a query is its score.</summary>
    public bool TakesRowsAsTheyStand => !_rule.IsDistance && !_rule.Bias && !_rule.Normalizes;

    /// <summary>Scores every query against consecutive rows of a table.</summary>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="table">Of the queries' stride.</param>
    /// <param name="range">Its rows, and where their scores go.</param>
    public void ScoreTable(EncodedRows queries, EmbeddingTable table, CandidateRange range)
    {
        if (!_rule.IsFixedPoint)
        {
            ScorePanels(queries, RowsOf(table, range), range.Count, range.Column);
            return;
        }

        for (int start = 0; start < range.Count; start += PanelRows)
        {
            int count = Math.Min(PanelRows, range.Count - start);
            ScoreFixed(queries, RoundRows(queries, table, range.Start + start, count), range.Column + start);
        }
    }

    /// <summary>The way back of <see cref="ScoreTable"/>.</summary>
    /// <param name="queries">As they were scored.</param>
    /// <param name="table">As it was scored.</param>
    /// <param name="range">As it was scored.</param>
    /// <param name="sums"><c>[range.Count × stride]</c>: the rows' gradients are added.</param>
    public void CarryToTable(EncodedRows queries, EmbeddingTable table, CandidateRange range, Span<float> sums)
    {
        ReadOnlySpan<float> values = RowsOf(table, range);
        for (int start = 0; start < range.Count; start += PanelRows)
        {
            int at = start * table.Stride;
            int count = Math.Min(PanelRows, range.Count - start);
            ReadOnlySpan<float> panel = Scores[(range.Column + start)..];
            if (_rule.IsFixedPoint)
            {
                FixedBlock block = RoundRows(queries, table, range.Start + start, count);
                CarryFixed(panel, queries, block, sums[at..], accumulate: true);
            }
            else
            {
                CarryPanel(panel, queries, values[at..], sums[at..], count, accumulate: true);
            }
        }
    }

    /// <summary>Scores every query against rows of a table.</summary>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="table">Of the queries' stride.</param>
    /// <param name="rows">At most as many as fit the cache.</param>
    /// <param name="column">Column of the first row's score.</param>
    /// <param name="coming">Rows of the table that are needed next.</param>
    public void ScoreRows(
        EncodedRows queries, RowTable table, ReadOnlySpan<int> rows, int column, ReadOnlySpan<int> coming)
    {
        int panelStride = RowLayout.StrideFor(rows.Length);
        Grow(ref _transposed, (long)panelStride * table.Dim);
        Span<float> transposed = _transposed.AsSpan(0, table.Dim * panelStride);
        RowBlocks.GatherTransposed(table, rows, transposed, panelStride);
        MatrixProduct product = new()
        {
            A = queries.Values,
            ARow = queries.Stride,
            AColumn = 1,
            B = transposed,
            BStride = panelStride,
            CStride = Stride,
            Rows = Rows,
            Columns = panelStride,
            Depth = queries.Dim,
        };
        MatrixBlocks.MultiplyAhead(product, Scores[column..], table, coming);
    }

    /// <summary>Computes the gradients of scored rows, and adds to the queries' what the rows give them.</summary>
    /// <param name="queries">As they were scored.</param>
    /// <param name="table">As it was scored.</param>
    /// <param name="rows">As they were scored.</param>
    /// <param name="column">As it was scored.</param>
    /// <param name="coming">Rows of the table that are needed next.</param>
    /// <param name="gradients"><c>[rows × stride]</c>, overwritten.</param>
    public void CarryRows(
        EncodedRows queries, RowTable table, ReadOnlySpan<int> rows, int column, ReadOnlySpan<int> coming,
        Span<float> gradients)
    {
        MatrixProduct product = new()
        {
            A = Scores[column..],
            ARow = Stride,
            AColumn = 1,
            CStride = queries.Stride,
            Rows = Rows,
            Columns = queries.Stride,
            Depth = rows.Length,
            Accumulate = queries.HasGradient(0),
        };
        MatrixBlocks.MultiplyRows(product, queries.Gradients, table, rows, coming);
        queries.MarkGradients(0, Rows);
        MatrixBlocks.Multiply(
            Scores[column..], 1, Stride, queries.Values, queries.Stride, gradients, queries.Stride,
            rows.Length, queries.Stride, Rows, accumulate: false);
    }

    private static FixedBlock RoundRows(EncodedRows queries, EmbeddingTable table, int start, int count)
    {
        RowTable rows = table.VectorRows();
        nint first = rows.Address + ((nint)start * rows.Stride * sizeof(float));
        return queries.Fixed().Others.Take(rows with { Address = first, RowCount = count });
    }

    private static ReadOnlySpan<float> RowsOf(EmbeddingTable table, CandidateRange range) =>
        table.Values.AsSpan((long)range.Start * table.Stride, range.Count * table.Stride);

    private void ScorePanels(EncodedRows queries, ReadOnlySpan<float> values, int rows, int column)
    {
        int stride = queries.Stride;
        for (int start = 0; start < rows; start += PanelRows)
        {
            int count = Math.Min(PanelRows, rows - start);
            int panelStride = RowLayout.StrideFor(count);
            Grow(ref _transposed, (long)PanelRows * stride);
            Span<float> transposed = _transposed.AsSpan(0, queries.Dim * panelStride);
            RowBlocks.Transpose(values[(start * stride)..], count, stride, queries.Dim, transposed, panelStride);
            MatrixBlocks.Multiply(
                queries.Values[(_firstRow * stride)..], stride, 1, transposed, panelStride,
                Scores[(column + start)..], Stride,
                Rows, panelStride, queries.Dim, accumulate: false);
        }
    }
}
