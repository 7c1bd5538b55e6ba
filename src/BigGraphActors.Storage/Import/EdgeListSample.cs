using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Looks at the beginning of an edge list: delimiter, comments, header and columns, in this order.</summary>
internal sealed class EdgeListSample
{
    private const int SampleLines = 20_000;

    private readonly List<string> _notes = [];
    private readonly ColumnSplitter _splitter;
    private readonly RecordRules _rules;

    private EdgeListSample(ReadOnlySpan<byte> text, ListShape shape, string leadingComment, bool isTable)
    {
        _splitter = new ColumnSplitter(shape.Delimiter);
        Comment = leadingComment.Length > 0 || isTable ? leadingComment
            : shape.Delimiter == ColumnDelimiter.NTriples ? "#"
            : DefaultComment(text, shape.Width);
        _rules = new RecordRules(shape.Delimiter, Encoding.UTF8.GetBytes(Comment));
    }

    private string Comment { get; }

    /// <summary>Looks at a text.</summary>
    /// <param name="file">Where it is from.</param>
    /// <param name="text">Whole lines from the start of the file.</param>
    /// <param name="table">The columns of a table that became text; none where the list is a text.</param>
    /// <param name="delimiter">What parts the columns of a text, where that is known, and auto otherwise.</param>
    /// <returns>A shape without counts, and the lines' own shape.</returns>
    /// <exception cref="EdgeListException">The text is no edge list.</exception>
    public static (EdgeListShape Shape, ListShape Lines) Look(
        string file, ReadOnlySpan<byte> text, IReadOnlyList<TableColumn> table, ColumnDelimiter delimiter)
    {
        string leading = table.Count > 0 ? "" : LeadingComment(text);
        ListShape lines = table.Count > 0
            ? ListShape.Table with { Width = table.Count(column => column.IsReadable) < 2 ? 1 : table.Count }
            : ListShapeGuess.Of(
                file, text, new ListWishes(delimiter, Encoding.UTF8.GetBytes(leading), Header: false, Columns: 2, []));
        if (lines.Width < 2)
        {
            throw new EdgeListException(
                file,
                lines.Width == 0
                    ? "there is no edge in it, only comments or blank lines"
                    : table.Count > 0
                    ? "has fewer than two columns that could name the ends of an edge; it has "
                        + string.Join(", ", table.Select(column => $"'{column.Name}'"))
                    : "the lines have only one column, so this is no edge list; if something rare parts the columns, "
                        + "write tabs in its place");
        }

        text = text[lines.SkippedBytes..];
        EdgeListSample sample = new(text, lines, leading, table.Count > 0);
        sample._notes.AddRange(lines.Notes);
        (List<ColumnShape> columns, bool hasHeader) = sample.SampleColumns(text, lines, table);
        return (
            new EdgeListShape
            {
                File = file,
                Delimiter = lines.Delimiter,
                Header = hasHeader,
                Comment = sample.Comment,
                Columns = ColumnRoles.Assign(columns, sample._notes),
                Edges = 0,
                IsEstimate = false,
                LhsNames = 0,
                RhsNames = 0,
                SharedNames = 0,
                Relations = [],
                Notes = sample._notes,
            },
            lines);
    }

    private static string LeadingComment(ReadOnlySpan<byte> text)
    {
        TextLines lines = new(text);
        while (lines.MoveNext() && lines.IsBlank)
        {
        }

        return lines.StartsWith("#"u8) ? "#" : lines.StartsWith("%"u8) ? "%" : lines.StartsWith("//"u8) ? "//" : "";
    }

    // Names may begin with a hash, as hashtags do: then no line is a comment.
    private string DefaultComment(ReadOnlySpan<byte> text, int? width)
    {
        TextLines lines = new(text);
        for (int i = 0; i < SampleLines && lines.MoveNext(); i++)
        {
            if (lines.StartsWith("#"u8))
            {
                _splitter.Split(lines.Current, int.MaxValue);
                if (_splitter.Count == width)
                {
                    _notes.Add(
                        "Some lines begin with '#' and have columns, so they are taken for edges, not comments.");
                    return "";
                }
            }
        }

        return "#";
    }

    private (List<ColumnShape> Columns, bool HasHeader) SampleColumns(
        ReadOnlySpan<byte> text, ListShape shape, IReadOnlyList<TableColumn> table)
    {
        int columnCount = shape.Width ?? 0;
        ColumnSample[] samples = [.. Enumerable.Range(0, columnCount).Select(_ => new ColumnSample())];
        byte[][]? first = null;
        bool isSizeDue = shape.HasSizeLine;
        TextRecords records = new(text, _rules, isEnd: true);
        for (int sampled = 0; sampled < SampleLines && records.MoveNext();)
        {
            _splitter.Split(records.Current, columnCount);
            bool isMarked = sampled == 0 && records.StartsWith(shape.LeadingMark);
            if (isMarked || records.IsBlank || records.StartsWith(_rules.Comment) || _splitter.Count < columnCount)
            {
                continue;
            }

            if (isSizeDue)
            {
                isSizeDue = false;
                continue;
            }

            sampled++;
            if (first is null)
            {
                first = Copy(records.Current, columnCount);
                continue;
            }

            for (int i = 0; i < columnCount; i++)
            {
                samples[i].Add(_splitter.ColumnOf(records.Current, i));
            }
        }

        string[] words = [.. (first ?? []).Select(Encoding.UTF8.GetString)];
        bool hasHeader = words.Length > 0 && table.Count == 0 && IsHeader(words, samples);
        for (int i = 0; !hasHeader && i < words.Length; i++)
        {
            samples[i].Add(first![i], isFirst: true);
        }

        string?[] names = [.. samples.Select((_, i) => hasHeader ? words[i] : i < table.Count ? table[i].Name : null)];
        return (
            [.. samples.Select((sample, i) => sample.ToShape(i, names[i]) with
            {
                IsReadable = table.Count == 0 || table[i].IsReadable,
            })],
            hasHeader);
    }

    private byte[][] Copy(ReadOnlySpan<byte> line, int columnCount)
    {
        byte[][] columns = new byte[columnCount][];
        for (int i = 0; i < columnCount; i++)
        {
            columns[i] = _splitter.ColumnOf(line, i).ToArray();
        }

        return columns;
    }

    // Column names give themselves away by being well-known words, or by standing above columns of numbers.
    private static bool IsHeader(string[] words, ColumnSample[] samples)
    {
        bool[] areNumbers = [.. words.Select(word => ColumnSample.IsNumber(Encoding.UTF8.GetBytes(word), out _))];
        if (areNumbers.Contains(true))
        {
            return false;
        }

        bool standsAboveNumbers = samples.Any(sample => sample.IsNumeric);
        return standsAboveNumbers || words.Count(word => HeaderWords.RoleOf(word) is not null) * 2 > words.Length;
    }
}
