using System.Text.Unicode;

namespace BigGraphActors.Storage.Import;

/// <summary>Parses blocks of one list, one at a time, and counts every line as exactly one thing.</summary>
/// <remarks>
/// A line that does not fit the list's shape is rejected. A first line whose weight is no number means that the
/// settings are wrong, not that the line is. What is said of a line counts lines from the start of the block, so that
/// blocks may be parsed in any order and are put in order afterwards.
/// </remarks>
internal sealed class EdgeBlockParser
{
    private readonly EdgeListHead _head;
    private readonly GraphVocabulary _vocabulary;
    private readonly EdgeSink _sink;
    private readonly ColumnSplitter _splitter;
    private readonly EdgeLineParser _lines;
    private BlockOutcome _outcome = new();
    private Func<bool>? _wasQuoteOpen;
    private bool _isQuoteOpen;
    private long _linesBefore;

    /// <summary>Makes a parser for one thread.</summary>
    /// <param name="head">The list; its shape is decided.</param>
    /// <param name="vocabulary">Knows the relations.</param>
    /// <param name="sink">Takes the edges.</param>
    public EdgeBlockParser(EdgeListHead head, GraphVocabulary vocabulary, EdgeSink sink)
    {
        (_head, _vocabulary, _sink) = (head, vocabulary, sink);
        _splitter = new ColumnSplitter(head.Rules.Delimiter);
        _lines = new EdgeLineParser(head.Columns, _splitter, sink, head.Width);
    }

    /// <summary>Parses a block.</summary>
    /// <param name="text">Whole lines; the last record may go on behind them.</param>
    /// <param name="sequence">The place of its first edge among all edges.</param>
    /// <param name="linesBefore">Lines of the list before the block, as far as known.</param>
    /// <param name="isEnd">Whether the list ends with the text.</param>
    /// <param name="wasQuoteOpen">Whether the block before ended within a quoted cell; asked only when it matters.
    /// </param>
    public unsafe BlockOutcome Parse(
        ReadOnlySpan<byte> text, long sequence, long linesBefore, bool isEnd, Func<bool> wasQuoteOpen)
    {
        _outcome = new BlockOutcome();
        (_wasQuoteOpen, _linesBefore) = (wasQuoteOpen, linesBefore);
        bool isClean = IsClean(text);
        fixed (byte* start = text)
        {
            _sink.Begin(start, text.Length, sequence);
            TextRecords records = new(text, _head.Rules, isEnd);
            while (_outcome.Failure is null && records.MoveNext())
            {
                _outcome.Lines += records.LineCount;
                _outcome.Continued += records.LineCount - 1;
                ReadRecord(records, isClean);
            }

            _sink.End();
            _outcome.Unfinished = records.Unfinished.ToArray();
        }

        _outcome.IsQuoteOpen = IsQuoteOpen();
        return _outcome;
    }

    // Nothing that a name must not hold, so that names need no look of their own.
    private static bool IsClean(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text)
        && !text.Contains((byte)0)
        && (!text.Contains((byte)'\r') || text.Count((byte)'\r') == text.Count("\r\n"u8));

    private void ReadRecord(in TextRecords records, bool isClean)
    {
        ReadOnlySpan<byte> line = records.Current;
        if (records.StartsWith(_head.Comment)
            || (_head.IsFirstEdgeDue && records.StartsWith(_head.Shape!.LeadingMark)))
        {
            _outcome.Comments++;
            _outcome.CommentsAmongEdges += _head.IsFirstEdgeDue ? 0 : 1;
        }
        else if (records.IsBlank)
        {
            _outcome.Blank++;
        }
        else if (_head.IsHeaderDue || _head.IsSizeDue)
        {
            _outcome.Headers++;
            _head.Entries = _head.IsSizeDue
                ? MatrixMarketBanner.EntriesOf(_head.Path, _linesBefore + _outcome.Lines, line)
                : null;
            _head.Header = _head.IsSizeDue ? [] : line.ToArray();
            (_head.IsHeaderDue, _head.IsSizeDue) = (false, false);
        }
        else
        {
            // Files that were put together have a byte order mark, and a line of names, in their middle.
            bool isMarked = line[0] == TextFormat.Utf8Mark[0] && line.StartsWith(TextFormat.Utf8Mark);
            line = isMarked ? line[TextFormat.Utf8Mark.Length..] : line;
            ReadEdge(line, isClean && records.LineCount == 1);
        }
    }

    private void ReadEdge(ReadOnlySpan<byte> line, bool isClean)
    {
        if (line.Length == _head.Header.Length && _head.Header.Length > 0 && line.SequenceEqual(_head.Header))
        {
            Reject(line, new LineFault(LineFaultKind.RepeatedHeader, 0));
            return;
        }

        if ((_isQuoteOpen || _wasQuoteOpen is not null) && IsRestOfQuotes(line))
        {
            Reject(line, new LineFault(LineFaultKind.RestOfQuotes, 0));
            return;
        }

        LineFault fault = _lines.Parse(line, isClean, out bool isKnown);
        NoteQuotes(line, fault);
        if (fault.Kind != LineFaultKind.None)
        {
            Reject(line, fault);
        }
        else if (!isKnown)
        {
            Refuse(UnknownRelation(line));
        }
        else
        {
            if (_head.IsFirstEdgeDue)
            {
                _head.HasHeaderWords = HeaderWords.AreEnds(
                    _splitter.ColumnOf(line, _head.Columns.Lhs), _splitter.ColumnOf(line, _head.Columns.Rhs));
                _head.FirstSizes = _splitter.HasRest ? null : EdgeFileOutcome.SizesOf(line, _splitter);
            }

            _outcome.Edges++;
        }

        if (_head.IsFirstEdgeDue)
        {
            _head.IsFirstEdgeDue = false;
        }
    }

    // Where tabs or blanks part columns, quotes mean nothing. But writers that quote put a line break into a cell, and
    // what follows on the next line is then no edge.
    private void NoteQuotes(ReadOnlySpan<byte> line, LineFault fault)
    {
        if (fault.Kind == LineFaultKind.MissingColumn)
        {
            _isQuoteOpen = OpensQuote(line) || IsQuoteOpen();
        }
        else
        {
            _isQuoteOpen = false;
        }

        _wasQuoteOpen = null;
    }

    private bool IsQuoteOpen()
    {
        if (_wasQuoteOpen is not null)
        {
            _isQuoteOpen = _wasQuoteOpen();
            _wasQuoteOpen = null;
        }

        return _isQuoteOpen;
    }

    private bool OpensQuote(ReadOnlySpan<byte> line) =>
        !_head.Rules.Delimiter.IsQuoting
        && int.IsOddInteger(line.Count((byte)'"'))
        && _splitter.Count > 0
        && _splitter.ColumnOf(line, _splitter.Count - 1) is [(byte)'"', ..];

    private bool IsRestOfQuotes(ReadOnlySpan<byte> line)
    {
        bool isRest = int.IsOddInteger(line.Count((byte)'"')) && IsQuoteOpen();
        _isQuoteOpen &= !isRest;
        return isRest;
    }

    private void Reject(ReadOnlySpan<byte> line, LineFault fault)
    {
        bool isShapeWrong = fault.Kind == LineFaultKind.MissingColumn && _head.Width is null;
        if (_head.IsFirstEdgeDue && (isShapeWrong || fault.Kind == LineFaultKind.BadWeight))
        {
            Refuse(WrongColumn(line, fault));
            return;
        }

        if (_head.IsFirstEdgeDue && fault.IsOfShape && EdgeFileOutcome.AreSizes(line))
        {
            fault = new LineFault(LineFaultKind.SizeLine, 0);
        }

        _outcome.Rejections.Add((_outcome.Lines, fault, RejectionLog.StartOf(line)));
    }

    private void Refuse(string finding) => _outcome.Failure = (_outcome.Lines, finding);

    private string WrongColumn(ReadOnlySpan<byte> line, LineFault fault)
    {
        _splitter.Split(line, int.MaxValue);
        string setting = _head.Columns.SettingOf(fault.Column);
        string seen = ColumnList.Of(line, _splitter);
        string parted = _head.Delimiter.Plural;
        return fault.Kind == LineFaultKind.MissingColumn && _head.Table.Count > 0
            ? $"there is no column {fault.Column} ({setting}); the table has "
                + $"{string.Join(", ", _head.Table.Select((column, i) => $"{i} = '{column.Name}'"))}. "
                + "Columns count from 0"
            : fault.Kind == LineFaultKind.MissingColumn
            ? $"there is no column {fault.Column} ({setting}); parted by {parted} the line has {seen}. "
                + "Columns count from 0; choose others, or another delimiter"
            : $"column {fault.Column} ({setting}) is not a number; the line has {seen}. "
                + "Choose another column, or set header = true if this line names the columns";
    }

    private string UnknownRelation(ReadOnlySpan<byte> line)
    {
        int column = _head.Columns.Relation!.Value;
        string name = RejectionLog.Shorten(_splitter.ColumnOf(line, column));
        string nearest = string.Join(", ", NearestNames.Of(name, _vocabulary.StaticNames).Select(near => $"'{near}'"));
        return $"the relation '{name}' in column {column} is not among the configuration's relations; the "
            + $"nearest are {nearest}. Add it there, or set dynamic_relations = true to take relations from the edges"
            + (_head.IsFirstEdgeDue ? ", or header = true if this line names the columns" : "");
    }
}

/// <summary>What a block of a list held.</summary>
internal sealed class BlockOutcome : LineCounts
{
    /// <summary>Rejected lines in order: the line, counted from 1 at the start of the block, why, and its start.
    /// </summary>
    public List<(long Line, LineFault Fault, byte[] Text)> Rejections { get; } = [];

    /// <summary>The line that ends the import, counted as above, and what was found; nothing behind it was parsed.
    /// </summary>
    public (long Line, string Finding)? Failure { get; set; }

    /// <summary>What begins a record that goes on behind the block.</summary>
    public byte[] Unfinished { get; set; } = [];

    /// <summary>Whether the last lines belong to a quoted cell, in a list whose quotes mean nothing.</summary>
    public bool IsQuoteOpen { get; set; }
}

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class NearestNames
{
    private const int Shown = 3;

    /// <summary>At most three candidates, the nearest by edit distance first.</summary>
    public static IEnumerable<string> Of(string name, IReadOnlyList<string> candidates) =>
        candidates.OrderBy(candidate => Distance(name, candidate)).Take(Shown);

    // Levenshtein's distance with two rows; letters differing only in case count half.
    private static double Distance(string left, string right)
    {
        double[] above = [.. Enumerable.Range(0, right.Length + 1).Select(i => (double)i)];
        double[] row = new double[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                double change = left[i - 1] == right[j - 1] ? 0
                    : char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0.5
                    : 1;
                row[j] = Math.Min(above[j - 1] + change, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[right.Length];
    }
}
