using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Scoring;
using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Negatives;

/// <summary>
/// A block's uniform draws as candidates, a panel at a time, so that their vectors and gradients stay in the cache.
/// </summary>
/// <remarks>
/// A thousand draws of 400 elements fill the second-level cache, and so do their gradients: looked up, scored and
/// gone back through as one block they would pass it five times. Here each panel is looked up for the scores and
/// again in the backward pass, where its rows step before the next panel is touched. Scratch of one thread.
/// </remarks>
internal sealed class UniformPanels : IDisposable
{
    private const int PanelRows = PanelProducts.PanelRows;

    /// <summary>Draws below this go through the block: a panel of their own costs more than it saves.</summary>
    public const long StreamedBytes = 256 << 10;

    private readonly ScoreRule _rule;
    private readonly EmbeddingLookup _panel;
    private readonly CandidateScorer _scorer;
    private readonly TableScorer _rows;
    private readonly FixedVectors _fixed = new();
    private NativeBuffer<float> _gradients = new(0);
    private int[] _slots = [];
    private EmbeddingBatch? _encoded;
    private int _encodedStart;

    /// <summary>Makes an empty panel.</summary>
    /// <param name="rule">How vectors become scores.</param>
    /// <param name="products">The thread's products.</param>
    public UniformPanels(ScoreRule rule, PanelProducts products)
    {
        _rule = rule;
        _panel = new EmbeddingLookup(rule);
        _scorer = new CandidateScorer(rule, products);
        _rows = new TableScorer(rule, products);
    }

    /// <summary>Whether a side's draws are worth streaming.</summary>
    /// <param name="draws">Draws of a block.</param>
    /// <param name="path">How they become vectors; a matrix operator would be applied twice.</param>
    /// <param name="from">Bytes of their vectors from which on they are.</param>
    public static bool IsWorthwhile(int draws, RowPath path, long from) =>
        (long)draws * path.Table.Stride * sizeof(float) >= from
        && path.OperatorKind is not (OperatorKind.Linear or OperatorKind.Affine);

    /// <summary>Scores queries against draws, which take consecutive columns.</summary>
    /// <param name="tile">Reset to the queries and all candidates.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="path">How rows become candidates.</param>
    /// <param name="draws">Rows of the path's table.</param>
    /// <param name="column">Column of the first.</param>
    public void Score(ScoreTile tile, EmbeddingBatch queries, RowPath path, ReadOnlySpan<int> draws, int column)
    {
        _encodedStart = -1;
        if (ReadsInPlace(path))
        {
            ScoreRows(tile, queries, path.Rows, draws, column);
            return;
        }

        for (int start = 0; start < draws.Length; start += PanelRows)
        {
            EmbeddingBatch panel = Encode(path, draws, start);
            _scorer.Score(tile, queries, panel, new CandidateRange(0, panel.Rows, column + start));
        }
    }

    /// <summary>Takes a tile's gradients back to the queries and the draws' rows, which may step.</summary>
    /// <param name="tile">Gradients of the scores.</param>
    /// <param name="queries">The queries that the scores belong to.</param>
    /// <param name="path">How rows became candidates in the forward pass.</param>
    /// <param name="draws">The row numbers that were scored, in the same order.</param>
    /// <param name="column">The tile's column of the first draw.</param>
    /// <param name="lr">Learning rate of rows that step at their last use, or none.</param>
    public void Backward(
        ScoreTile tile, EmbeddingGradients queries, RowPath path, ReadOnlySpan<int> draws, int column, float? lr)
    {
        if (ReadsInPlace(path))
        {
            BackwardRows(tile, queries, path, draws, column, lr);
            return;
        }

        for (int start = 0; start < draws.Length; start += PanelRows)
        {
            EmbeddingBatch panel = Encode(path, draws, start);
            EmbeddingGradients gradients = panel.BeginGradients(panel.Rows);
            _scorer.Backward(tile, queries, gradients, new CandidateRange(0, panel.Rows, column + start));
            gradients.Backward().AddToTable(lr);
            _encodedStart = -1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _panel.Dispose();
        _fixed.Dispose();
        _gradients.Dispose();
    }

    private bool ReadsInPlace(RowPath path) =>
        _rows.ReadsRowsInPlace && path.Operator is null && path.Global is null;

    private static ReadOnlySpan<int> PanelAt(ReadOnlySpan<int> draws, int start) =>
        start >= 0 && start < draws.Length ? draws.Slice(start, Math.Min(PanelRows, draws.Length - start)) : [];

    private void ScoreRows(
        ScoreTile tile, EmbeddingBatch queries, RowTable table, ReadOnlySpan<int> draws, int column)
    {
        if (_rule.MaxNorm is { } maxNorm)
        {
            RowBlocks.Renormalize(table, draws, maxNorm);
        }

        if (_rows.IsFixedPoint)
        {
            _fixed.Reset(draws.Length, table.Stride);
        }

        // Back to front: the backward pass begins with the first panel, which is then still in the cache.
        for (int start = (draws.Length - 1) / PanelRows * PanelRows; start >= 0; start -= PanelRows)
        {
            ReadOnlySpan<int> rows = PanelAt(draws, start);
            ReadOnlySpan<int> next = PanelAt(draws, start - PanelRows);
            if (_rows.IsFixedPoint)
            {
                FixedBlock block = _fixed.RoundRows(start, table, rows);
                PanelProducts.ScoreFixed(
                    tile, tile.AllRows, queries, block, column + start, new PrefetchRows(table, next));
            }
            else
            {
                _rows.ScoreRows(tile, queries, table, rows, column + start, next);
            }
        }
    }

    private void BackwardRows(
        ScoreTile tile, EmbeddingGradients queries, RowPath path, ReadOnlySpan<int> draws, int column, float? lr)
    {
        RowTable table = path.Rows;
        _gradients = Scratch.Grow(_gradients, (long)PanelRows * table.Stride);
        for (int start = 0; start < draws.Length; start += PanelRows)
        {
            ReadOnlySpan<int> rows = PanelAt(draws, start);
            Span<float> gradients = _gradients.AsSpan(0, rows.Length * table.Stride);
            if (_rows.IsFixedPoint)
            {
                // What was scored is kept: rounded, the draws are half as large, and in one piece.
                FixedBlock block = _fixed.Block.Slice(start, rows.Length);
                PanelProducts.BackwardFixed(
                    tile.Scores[(column + start)..], tile.Stride, tile.AllRows, queries, block, gradients,
                    adds: false);
            }
            else
            {
                ReadOnlySpan<int> next = PanelAt(draws, start + PanelRows);
                TableScorer.BackwardRows(tile, queries, table, rows, column + start, next, gradients);
            }

            AddToTable(path, rows, gradients, lr);
        }
    }

    private void AddToTable(RowPath path, ReadOnlySpan<int> rows, Span<float> gradients, float? lr)
    {
        if (lr is { } rate)
        {
            path.TableUses.AddGradients(rows, gradients, rate);
            return;
        }

        if (_slots.Length < rows.Length)
        {
            _slots = new int[PanelRows];
        }

        Span<int> slots = _slots.AsSpan(0, rows.Length);
        path.TableGradients.FindSlots(rows, slots);
        RowBlocks.ScatterAdd(gradients, path.Table.Stride, slots, path.TableGradients.Accumulators);
    }

    private EmbeddingBatch Encode(RowPath path, ReadOnlySpan<int> draws, int start)
    {
        if (_encoded is null || start != _encodedStart)
        {
            ReadOnlySpan<int> rows = PanelAt(draws, start);
            rows.CopyTo(_panel.PrepareIds(rows.Length));
            _encoded = _panel.Encode(path, rows.Length, [0]);
            _encodedStart = start;
        }

        return _encoded;
    }
}
