using System.Text;
using System.Text.Unicode;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Reads one edge list into memory and counts every line of it as exactly one thing.</summary>
/// <remarks>
/// Lines = header + comments + blank + rejected + edges. The first line that should be an edge is held to a higher
/// standard than the rest: a column it lacks, or a weight it cannot give, means that the settings are wrong, not
/// that the line is.
/// </remarks>
internal sealed class EdgeFileReader(
    string path, ImportSettings settings, GraphVocabulary vocabulary, RejectionLog rejections)
{
    private readonly ImportColumns _columns = new(settings);
    private byte[] _comment = Encoding.UTF8.GetBytes(settings.Comment);

    private ColumnDelimiter _delimiter = settings.Delimiter;
    private EdgeLineParser? _parser;
    private ColumnSplitter? _splitter;
    private bool _isHeaderDue = settings.Header;
    private bool _isFirstEdgeDue = true;

    /// <summary>What was counted so far.</summary>
    public EdgeFileCounts Counts { get; private set; } = new();

    /// <summary>What parts the columns; decided once the first block is there.</summary>
    public ColumnDelimiter Delimiter => _delimiter;

    /// <summary>Reads the whole file.</summary>
    /// <param name="meter">Hears of the progress after each block.</param>
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
                (_delimiter, _comment, _isHeaderDue) = (ColumnDelimiter.Tab, [], false);
            }

            foreach (TextBlock block in reader.Blocks())
            {
                ReadBlock(block.Text, edges);
                meter.Rejected = rejections.Count;
                meter.Report(block.FileBytesRead, edgesBefore + edges.Count, null);
                reader.Return(block);
                stop.ThrowIfCancellationRequested();
            }

            CheckOutcome(edges);
            meter.BytesBefore += reader.FileBytes;
            return edges;
        }
        catch
        {
            edges.Dispose();
            throw;
        }
    }

    private void ReadBlock(ReadOnlySpan<byte> text, EdgeStore edges)
    {
        if (_parser is null)
        {
            text = Start(text);
        }

        bool isValid = Utf8.IsValid(text);
        EdgeFileCounts counts = Counts;
        TextLines lines = new(text);
        while (lines.MoveNext())
        {
            counts.Lines++;
            if (lines.StartsWith(_comment))
            {
                counts.Comments++;
                counts.CommentsAmongEdges += _isFirstEdgeDue ? 0 : 1;
            }
            else if (lines.IsBlank)
            {
                counts.Blank++;
            }
            else if (_isHeaderDue)
            {
                _isHeaderDue = false;
                counts.Headers++;
            }
            else
            {
                ReadEdge(lines.Current, isValid, edges);
            }
        }
    }

    private ReadOnlySpan<byte> Start(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(TextFormat.Utf8Mark))
        {
            text = text[TextFormat.Utf8Mark.Length..];
        }

        if (text.Contains((byte)0))
        {
            throw new EdgeListException(path, "has zero bytes, so it is no text; edge lists are UTF-8, plain or gzip");
        }

        if (_delimiter == ColumnDelimiter.Auto)
        {
            _delimiter = DelimiterGuess.Of(text, _comment, _columns.Needed);
        }

        _splitter = new ColumnSplitter(_delimiter);
        _parser = new EdgeLineParser(_columns, _splitter, vocabulary);
        return text;
    }

    private void ReadEdge(ReadOnlySpan<byte> line, bool isValid, EdgeStore edges)
    {
        LineFault fault = _parser!.Parse(line, isValid, out RawEdge edge);
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
            Counts.HasHeaderWords |= _isFirstEdgeDue && LooksLikeHeader(line);
            edges.Add(edge);
        }

        _isFirstEdgeDue = false;
    }

    private bool LooksLikeHeader(ReadOnlySpan<byte> line) =>
        HeaderWords.AreEnds(_splitter!.ColumnOf(line, _columns.Lhs), _splitter.ColumnOf(line, _columns.Rhs));

    private void Reject(ReadOnlySpan<byte> line, LineFault fault)
    {
        if (_isFirstEdgeDue && fault.Kind is LineFaultKind.MissingColumn or LineFaultKind.BadWeight)
        {
            throw new EdgeListException(path, Counts.Lines, WrongColumn(line, fault));
        }

        Counts.Rejected++;
        rejections.Add(path, Counts.Lines, fault, line);
    }

    private string WrongColumn(ReadOnlySpan<byte> line, LineFault fault)
    {
        _splitter!.Split(line, int.MaxValue);
        string setting = _columns.SettingOf(fault.Column);
        string seen = ColumnList.Of(line, _splitter);
        string parted = _delimiter switch
        {
            ColumnDelimiter.Tab => "tabs",
            ColumnDelimiter.Comma => "commas",
            _ => "blanks",
        };
        return fault.Kind == LineFaultKind.MissingColumn
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

    private void CheckOutcome(EdgeStore edges)
    {
        if (Counts.Lines == 0)
        {
            throw new EdgeListException(path, "the file is empty; an edge list has one edge a line");
        }

        if (edges.Count == 0)
        {
            string reason = rejections.First.FirstOrDefault(line => line.File == path) is { } first
                ? $"every line was rejected, the first at line {first.Line}: column {first.Column}: {first.Reason}"
                : $"there is no edge among its {Counts.Lines:N0} lines (comments, header and blank lines only)";
            throw new EdgeListException(path, reason);
        }
    }
}
