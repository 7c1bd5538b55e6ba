using System.Text;
using System.Text.Unicode;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Reads one edge list into memory and counts every line of it as exactly one thing.</summary>
/// <remarks>
/// Lines = header + comments + blank + continued + rejected + edges. The first block decides the list's shape. A line
/// that does not fit it is rejected; when many do not, the list was taken for what it is not, and is refused. A first
/// line whose weight is no number means that the settings are wrong, not that the line is.
/// </remarks>
internal sealed class EdgeFileReader(
    string path, ImportSettings settings, GraphVocabulary vocabulary, RejectionLog rejections)
{
    private readonly ImportColumns _columns = new(settings);
    private byte[] _comment = Encoding.UTF8.GetBytes(settings.Comment);

    private ListShape? _shape;
    private IReadOnlyList<TableColumn> _table = [];
    private RecordRules _rules = new(ColumnDelimiter.Tab, []);
    private EdgeLineParser? _parser;
    private ColumnSplitter? _splitter;
    private byte[] _begun = [];
    private byte[] _header = [];
    private bool _isHeaderDue = settings.Header;
    private bool _isSizeDue;
    private bool _isFirstEdgeDue = true;
    private bool _isQuoteOpen;

    /// <summary>The list, as the user named it.</summary>
    public string Path => path;

    /// <summary>What was counted so far.</summary>
    public EdgeFileCounts Counts { get; private set; } = new();

    /// <summary>What parts the columns; decided once the first block is there.</summary>
    public ColumnDelimiter Delimiter => _shape?.Delimiter ?? settings.Delimiter;

    /// <summary>What was doubtful about the shape; whole sentences.</summary>
    public IReadOnlyList<string> Notes => _shape?.Notes ?? [];

    /// <summary>The names of the columns of both ends, where the first line or a schema gives them; empty otherwise.
    /// </summary>
    public IReadOnlyList<string> HeaderNames =>
        NamesOf(_columns.Lhs, _columns.Rhs) is [{ } lhs, { } rhs] ? [lhs, rhs] : [];

    /// <summary>Whether a first line was skipped because it names the columns.</summary>
    public bool HasSkippedHeader => _header.Length > 0;

    /// <summary>Columns whose names say that they are something else than what they are read as; whole sentences.
    /// </summary>
    public IEnumerable<string> NameNotes()
    {
        (int? Column, ColumnRole Role)[] all =
        [
            (_columns.Lhs, ColumnRole.Lhs), (_columns.Relation, ColumnRole.Relation),
            (_columns.Rhs, ColumnRole.Rhs), (_columns.Weight, ColumnRole.Weight),
        ];
        (int Column, ColumnRole Role)[] read = [.. all.Where(one => one.Column is not null).Select(
            one => (one.Column!.Value, one.Role))];
        string?[] names = NamesOf([.. read.Select(one => one.Column)]);
        string[] others = [.. read.Zip(names)
            .Where(pair => pair.Second is { } name && HeaderWords.RoleOf(name) is { } role
                && role is not ColumnRole.None && role != pair.First.Role)
            .Select(pair => $"column {pair.First.Column} is named '{pair.Second}' and read as "
                + $"{_columns.SettingOf(pair.First.Column)}")];
        if (others.Length > 0)
        {
            yield return $"The columns of {path} have other names than what they are read as: "
                + $"{string.Join(", ", others)}.";
        }
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="meter">Is told the progress after each block.</param>
    /// <param name="edgesBefore">Edges of the files before, for the progress.</param>
    /// <param name="stop">Stops between two blocks.</param>
    /// <returns>The edges; the caller disposes them.</returns>
    /// <exception cref="EdgeListException">The file, its columns or a relation are not as the settings say.</exception>
    public EdgeStore Read(ProgressMeter meter, long edgesBefore, CancellationToken stop)
    {
        EdgeStore edges = new(_columns.Weight is not null);
        try
        {
            using TextBlockReader reader = new(path, stop, _columns.All);
            if (reader.IsParquet)
            {
                // A table has neither comments nor a line of names.
                (_shape, _comment, _isHeaderDue, _table) = (ListShape.Table, [], false, reader.Columns);
            }

            foreach (TextBlock block in reader.Blocks())
            {
                ReadBlock(block.Text, edges, isEnd: false);
                meter.Rejected = rejections.Count;
                meter.Report(block.FileBytesRead, edgesBefore + edges.Count, null);
                reader.Return(block);
                stop.ThrowIfCancellationRequested();
            }

            ReadBlock([], edges, isEnd: true);
            new EdgeFileOutcome(path, Counts, rejections).Check(edges, vocabulary);
            meter.BytesBefore += reader.FileBytes;
            return edges;
        }
        catch
        {
            edges.Dispose();
            throw;
        }
    }

    private void ReadBlock(ReadOnlySpan<byte> text, EdgeStore edges, bool isEnd)
    {
        if (_begun.Length > 0)
        {
            text = (byte[])[.. _begun, .. text];
            _begun = [];
        }

        if (_parser is null && !text.IsEmpty)
        {
            text = Start(text);
        }

        bool isClean = IsClean(text);
        TextRecords records = new(text, _rules, isEnd);
        while (records.MoveNext())
        {
            Counts.Lines += records.LineCount;
            Counts.Continued += records.LineCount - 1;
            ReadRecord(records, isClean, edges);
        }

        _begun = records.Unfinished.ToArray();
    }

    // Nothing that a name must not hold, so that names need no look of their own.
    private static bool IsClean(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text)
        && !text.Contains((byte)0)
        && (!text.Contains((byte)'\r') || text.Count((byte)'\r') == text.Count("\r\n"u8));

    private void ReadRecord(in TextRecords records, bool isClean, EdgeStore edges)
    {
        ReadOnlySpan<byte> line = records.Current;
        if (records.StartsWith(_comment) || (_isFirstEdgeDue && records.StartsWith(_shape!.LeadingMark)))
        {
            Counts.Comments++;
            Counts.CommentsAmongEdges += _isFirstEdgeDue ? 0 : 1;
        }
        else if (records.IsBlank)
        {
            Counts.Blank++;
        }
        else if (_isHeaderDue || _isSizeDue)
        {
            Counts.Headers++;
            Counts.Entries = _isSizeDue ? MatrixMarketBanner.EntriesOf(path, Counts.Lines, line) : null;
            _header = _isSizeDue ? [] : line.ToArray();
            (_isHeaderDue, _isSizeDue) = (false, false);
        }
        else
        {
            // Files that were put together have a byte order mark, and a line of names, in their middle.
            bool isMarked = line[0] == TextFormat.Utf8Mark[0] && line.StartsWith(TextFormat.Utf8Mark);
            line = isMarked ? line[TextFormat.Utf8Mark.Length..] : line;
            ReadEdge(line, isClean && records.LineCount == 1, edges);
        }
    }

    private ReadOnlySpan<byte> Start(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(TextFormat.Utf8Mark))
        {
            text = text[TextFormat.Utf8Mark.Length..];
        }

        if (_shape is null)
        {
            ForeignText.Refuse(path, text);
            ListWishes wishes = new(settings.Delimiter, _comment, settings.Header, _columns.Needed, _columns.All)
            {
                ToleratesMany = rejections.HasLimit,
            };
            _shape = ListShapeGuess.Of(path, text, wishes);
            Counts.Lines += _shape.SkippedBytes > 0 ? 1 : 0;
            Counts.Comments += _shape.SkippedBytes > 0 ? 1 : 0;
            text = text[_shape.SkippedBytes..];
        }

        _isSizeDue = _shape.HasSizeLine;
        _isHeaderDue &= !_isSizeDue;
        _rules = new RecordRules(_shape.Delimiter, _comment);
        _splitter = new ColumnSplitter(_shape.Delimiter);
        _parser = new EdgeLineParser(
            _columns, _splitter, vocabulary, _shape.Width >= _columns.Needed ? _shape.Width : null);
        return text;
    }

    private void ReadEdge(ReadOnlySpan<byte> line, bool isClean, EdgeStore edges)
    {
        if (line.Length == _header.Length && _header.Length > 0 && line.SequenceEqual(_header))
        {
            Reject(line, new LineFault(LineFaultKind.RepeatedHeader, 0));
            return;
        }

        if (_isQuoteOpen && IsRestOfQuotes(line))
        {
            Reject(line, new LineFault(LineFaultKind.RestOfQuotes, 0));
            return;
        }

        LineFault fault = _parser!.Parse(line, isClean, out RawEdge edge);
        _isQuoteOpen = fault.Kind == LineFaultKind.MissingColumn && (_isQuoteOpen || OpensQuote(line));
        if (fault.Kind != LineFaultKind.None)
        {
            Reject(line, fault);
        }
        else if (edge.Relation < 0)
        {
            throw UnknownRelation(line);
        }
        else
        {
            if (_isFirstEdgeDue)
            {
                Counts.HasHeaderWords = LooksLikeHeader(line);
                Counts.FirstSizes = _splitter!.HasRest ? null : EdgeFileOutcome.SizesOf(line, _splitter);
            }

            edges.Add(edge);
        }

        _isFirstEdgeDue = false;
    }

    // Where tabs or blanks part columns, quotes mean nothing. But writers that quote put a line break into a cell, and
    // what follows on the next line is then no edge.
    private bool OpensQuote(ReadOnlySpan<byte> line) =>
        !_rules.Delimiter.IsQuoting
        && int.IsOddInteger(line.Count((byte)'"'))
        && _splitter!.Count > 0
        && _splitter.ColumnOf(line, _splitter.Count - 1) is [(byte)'"', ..];

    private bool IsRestOfQuotes(ReadOnlySpan<byte> line)
    {
        bool isRest = int.IsOddInteger(line.Count((byte)'"'));
        _isQuoteOpen = !isRest;
        return isRest;
    }

    private bool LooksLikeHeader(ReadOnlySpan<byte> line) =>
        HeaderWords.AreEnds(_splitter!.ColumnOf(line, _columns.Lhs), _splitter.ColumnOf(line, _columns.Rhs));

    private string?[] NamesOf(params int[] columns)
    {
        if (_table.Count > 0)
        {
            return [.. columns.Select(column => column < _table.Count ? _table[column].Name : null)];
        }

        _splitter?.Split(_header, _columns.Needed);
        return _header.Length == 0 || _splitter!.Count < _columns.Needed
            ? new string?[columns.Length]
            : [.. columns.Select(column => Encoding.UTF8.GetString(_splitter.ColumnOf(_header, column)))];
    }

    private void Reject(ReadOnlySpan<byte> line, LineFault fault)
    {
        bool isShapeWrong = fault.Kind == LineFaultKind.MissingColumn && !(_shape!.Width >= _columns.Needed);
        if (_isFirstEdgeDue && (isShapeWrong || fault.Kind == LineFaultKind.BadWeight))
        {
            throw new EdgeListException(path, Counts.Lines, WrongColumn(line, fault));
        }

        if (_isFirstEdgeDue && fault.IsOfShape && EdgeFileOutcome.AreSizes(line))
        {
            fault = new LineFault(LineFaultKind.SizeLine, 0);
        }

        Counts.Rejected++;
        Counts.FirstRejection ??= $"the first at line {Counts.Lines}: column {fault.Column}: {fault.Reason}";
        Counts.RejectedByShape += fault.IsOfShape ? 1 : 0;
        rejections.Add(path, Counts.Lines, fault, line);
    }

    private string WrongColumn(ReadOnlySpan<byte> line, LineFault fault)
    {
        _splitter!.Split(line, int.MaxValue);
        string setting = _columns.SettingOf(fault.Column);
        string seen = ColumnList.Of(line, _splitter);
        string parted = Delimiter.Plural;
        return fault.Kind == LineFaultKind.MissingColumn && _table.Count > 0
            ? $"there is no column {fault.Column} ({setting}); the table has "
                + $"{string.Join(", ", _table.Select((column, i) => $"{i} = '{column.Name}'"))}. Columns count from 0"
            : fault.Kind == LineFaultKind.MissingColumn
            ? $"there is no column {fault.Column} ({setting}); parted by {parted} the line has {seen}. "
                + "Columns count from 0; choose others, or another delimiter"
            : $"column {fault.Column} ({setting}) is not a number; the line has {seen}. "
                + "Choose another column, or set header = true if this line names the columns";
    }

    private EdgeListException UnknownRelation(ReadOnlySpan<byte> line)
    {
        string name = RejectionLog.Shorten(_splitter!.ColumnOf(line, _columns.Relation!.Value));
        string nearest = string.Join(", ", NearestNames.Of(name, vocabulary.StaticNames).Select(near => $"'{near}'"));
        return new EdgeListException(
            path,
            Counts.Lines,
            $"the relation '{name}' in column {_columns.Relation} is not among the configuration's relations; the "
            + $"nearest are {nearest}. Add it there, or set dynamic_relations = true to take relations from the edges"
            + (_isFirstEdgeDue ? ", or header = true if this line names the columns" : ""));
    }
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
