using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Scoring;

namespace BigGraphActors.Engine.Negatives;

/// <summary>
/// Every entity of a partition as candidates, a panel at a time, so that memory does not grow with them.
/// </summary>
/// <remarks>
/// Rows that are candidates as they stand are read where they lie, and their gradients added to where these are summed;
/// others are encoded for the scores and again in the backward pass.
/// </remarks>
internal sealed class AllCandidates : IDisposable
{
    /// <summary>Candidates that are scored at once: a panel of this class.</summary>
    public const int RowsAtOnce = 512;

    private readonly ScoreRule _rule;
    private readonly EmbeddingLookup _panel;
    private readonly CandidateScorer _scorer;
    private readonly TableScorer _rows;
    private readonly int[] _ids = new int[RowsAtOnce];
    private readonly int[] _slots = new int[RowsAtOnce];

    /// <summary>Makes an empty set of candidates.</summary>
    /// <param name="rule">How vectors become scores.</param>
    /// <param name="products">The thread's products.</param>
    public AllCandidates(ScoreRule rule, PanelProducts products)
    {
        _rule = rule;
        _panel = new EmbeddingLookup(rule);
        _scorer = new CandidateScorer(rule, products);
        _rows = new TableScorer(rule, products);
    }

    /// <summary>Scores queries against every row of a path's table; its rows take consecutive columns.</summary>
    /// <param name="tile">Reset to the queries and all candidates.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="path">How rows become candidates; an operator has one parameter row, as relations are
    /// static.</param>
    public void Score(ScoreTile tile, EmbeddingBatch queries, RowPath path)
    {
        for (int start = 0; start < tile.Columns; start += RowsAtOnce)
        {
            ScoreRange(tile, queries, path, PanelAt(start, tile.Columns));
        }
    }

    /// <summary>Scores queries against consecutive rows of a path's table.</summary>
    /// <param name="tile">Reset to the queries and as many columns as there are rows.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="path">How rows become candidates.</param>
    /// <param name="first">First row.</param>
    public void ScorePanel(ScoreTile tile, EmbeddingBatch queries, RowPath path, int first) =>
        ScoreRange(tile, queries, path, new CandidateRange(first, tile.Columns, 0));

    /// <summary>Takes a tile's gradients back to the queries and every row of the table.</summary>
    /// <param name="tile">The gradients of scores by <see cref="Score"/>.</param>
    /// <param name="queries">The queries that <see cref="Score"/> was given.</param>
    /// <param name="path">The path that <see cref="Score"/> was given.</param>
    public void Backward(ScoreTile tile, EmbeddingGradients queries, RowPath path)
    {
        for (int start = 0; start < tile.Columns; start += RowsAtOnce)
        {
            BackwardRange(tile, queries, path, PanelAt(start, tile.Columns));
        }
    }

    /// <summary>Takes a tile's gradients back to the queries and the consecutive rows that it scored.</summary>
    /// <param name="tile">The gradients of scores by <see cref="ScorePanel"/>, at most <see cref="RowsAtOnce"/> of a
    /// query.</param>
    /// <param name="queries">The queries that <see cref="ScorePanel"/> was given.</param>
    /// <param name="path">The path that <see cref="ScorePanel"/> was given.</param>
    /// <param name="first">First row.</param>
    public void BackwardPanel(ScoreTile tile, EmbeddingGradients queries, RowPath path, int first) =>
        BackwardRange(tile, queries, path, new CandidateRange(first, tile.Columns, 0));

    /// <inheritdoc/>
    public void Dispose() => _panel.Dispose();

    private static CandidateRange PanelAt(int start, int total) =>
        new(start, Math.Min(RowsAtOnce, total - start), start);

    private void ScoreRange(ScoreTile tile, EmbeddingBatch queries, RowPath path, CandidateRange range)
    {
        if (ReadsRowsInPlace(path))
        {
            _rows.ScoreRange(tile, queries, path.Table, range);
            return;
        }

        _scorer.Score(tile, queries, Encode(path, range), range with { Start = 0 });
    }

    private void BackwardRange(ScoreTile tile, EmbeddingGradients queries, RowPath path, CandidateRange range)
    {
        if (ReadsRowsInPlace(path) && TrySums(path, range, out Span<float> sums))
        {
            _rows.BackwardRange(tile, queries, path.Table, range, sums);
            return;
        }

        EmbeddingGradients gradients = Encode(path, range).BeginGradients(range.Count);
        _scorer.Backward(tile, queries, gradients, range with { Start = 0 });
        gradients.Backward().AddToTable(null);
    }

    private bool ReadsRowsInPlace(RowPath path) =>
        _rows.ReadsRowsInPlace && path.Operator is null && path.Global is null && _rule.MaxNorm is null;

    /// <summary>Finds where the gradients of consecutive rows are summed, if they lie in a row there as well.</summary>
    /// <remarks>They do when a step's panels are the first to reach the table.</remarks>
    private bool TrySums(RowPath path, CandidateRange range, out Span<float> sums)
    {
        Span<int> ids = _ids.AsSpan(0, range.Count);
        Span<int> slots = _slots.AsSpan(0, range.Count);
        FillRange(ids, range.Start);
        path.TableGradients.FindSlots(ids, slots);
        sums = [];
        for (int i = 1; i < slots.Length; i++)
        {
            if (slots[i] != slots[0] + i)
            {
                return false;
            }
        }

        sums = path.TableGradients.SlotsFrom(slots[0], slots.Length);
        return true;
    }

    private EmbeddingBatch Encode(RowPath path, CandidateRange range)
    {
        FillRange(_panel.PrepareIds(range.Count), range.Start);
        return _panel.Encode(path, range.Count, [0]);
    }

    private static void FillRange(Span<int> ids, int start)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = start + i;
        }
    }
}
