namespace BigGraphActors.Engine.Training;

/// <summary>
/// Every entity of a partition as candidates, a panel at a time, so that memory does not grow with them.
/// </summary>
/// <remarks>Panels are encoded once for the scores and, if there are several, again on the way back.</remarks>
internal sealed class AllCandidates : IDisposable
{
    /// <summary>Rows of a panel.</summary>
    public const int PanelRows = 512;

    private readonly ScoreRule _rule;
    private readonly EncodedRows _panel;
    private readonly int[] _ids = new int[PanelRows];
    private readonly int[] _slots = new int[PanelRows];
    private int _encodedStart = -1;
    private RowPath? _encodedPath;

    /// <summary>Makes an empty set of candidates.</summary>
    public AllCandidates(ScoreRule rule)
    {
        _rule = rule;
        _panel = new EncodedRows(rule);
    }

    /// <summary>Scores queries against every row of a path's table; its rows take consecutive columns.</summary>
    /// <param name="tile">Reset to the queries and all candidates.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="path">How rows become candidates; an operator has one parameter row, as relations are
    /// static.</param>
    public void Score(ScoreTile tile, EncodedRows queries, RowPath path)
    {
        _encodedStart = -1;
        int rowCount = checked((int)path.Table.RowCount);
        for (int start = 0; start < rowCount; start += PanelRows)
        {
            CandidateRange range = Encode(path, start, rowCount);
            tile.ScoreCandidates(queries, _panel, range with { Column = start });
        }
    }

    /// <summary>Scores queries against consecutive rows of a path's table, read in place where they can be.</summary>
    /// <param name="tile">Reset to the queries and as many columns as there are rows.</param>
    /// <param name="queries">Encoded queries.</param>
    /// <param name="path">How rows become candidates.</param>
    /// <param name="first">First row.</param>
    public void ScorePanel(ScoreTile tile, EncodedRows queries, RowPath path, int first)
    {
        if (StandsAsIs(tile, path))
        {
            tile.ScoreTable(queries, path.Table, first);
            return;
        }

        _encodedStart = -1;
        FillRange(_panel.PrepareIds(tile.Columns), first);
        _panel.Encode(path, tile.Columns, [0]);
        tile.ScoreCandidates(queries, _panel, new CandidateRange(0, tile.Columns, 0));
    }

    /// <summary>Carries a tile's gradients back to the queries and the consecutive rows that it scored.</summary>
    /// <param name="tile">The gradients of scores by <see cref="ScorePanel"/>, at most <see cref="PanelRows"/> of a
    /// query.</param>
    /// <param name="queries">As they were scored.</param>
    /// <param name="path">As it was scored.</param>
    /// <param name="first">First row.</param>
    /// <remarks>Rows as they stand get their sums added to where these lie, if these lie in a row too, as they do when
    /// a step's panels are the first to reach the table.</remarks>
    public void BackwardPanel(ScoreTile tile, EncodedRows queries, RowPath path, int first)
    {
        Span<int> ids = _ids.AsSpan(0, tile.Columns);
        Span<int> slots = _slots.AsSpan(0, tile.Columns);
        FillRange(ids, first);
        if (StandsAsIs(tile, path))
        {
            path.TableGradients.FindSlots(ids, slots);
            if (IsRange(slots))
            {
                tile.CarryToTable(queries, path.Table, first, path.TableGradients.SlotsFrom(slots[0], slots.Length));
                return;
            }
        }

        _encodedStart = -1;
        ids.CopyTo(_panel.PrepareIds(ids.Length));
        _panel.Encode(path, ids.Length, [0]);
        _panel.BeginGradients(ids.Length);
        tile.BackwardCandidates(queries, _panel, new CandidateRange(0, ids.Length, 0));
        _panel.CarryBack();
        _panel.HandIn(null);
    }

    /// <summary>Carries a tile's gradients back to the queries and every row of the table.</summary>
    public void Backward(ScoreTile tile, EncodedRows queries, RowPath path)
    {
        for (int start = 0; start < tile.Columns; start += PanelRows)
        {
            CandidateRange range = Encode(path, start, tile.Columns);
            _panel.BeginGradients(range.Count);
            tile.BackwardCandidates(queries, _panel, range);
            _panel.CarryBack();
            _panel.HandIn(null);
            _encodedStart = -1;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _panel.Dispose();

    private bool StandsAsIs(ScoreTile tile, RowPath path) =>
        tile.TakesRowsAsTheyStand && path.Operator is null && path.Global is null && _rule.MaxNorm is null;

    private CandidateRange Encode(RowPath path, int start, int total)
    {
        int count = Math.Min(PanelRows, total - start);
        if (start != _encodedStart || !ReferenceEquals(path, _encodedPath))
        {
            FillRange(_panel.PrepareIds(count), start);
            _panel.Encode(path, count, [0]);
            _encodedStart = start;
            _encodedPath = path;
        }

        return new CandidateRange(0, count, start);
    }

    private static bool IsRange(ReadOnlySpan<int> slots)
    {
        for (int i = 1; i < slots.Length; i++)
        {
            if (slots[i] != slots[0] + i)
            {
                return false;
            }
        }

        return true;
    }

    private static void FillRange(Span<int> ids, int start)
    {
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = start + i;
        }
    }
}
