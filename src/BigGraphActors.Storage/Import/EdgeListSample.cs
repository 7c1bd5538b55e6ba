using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Looks at the beginning of an edge list: delimiter, comments, header and columns, in this order.</summary>
internal sealed class EdgeListSample
{
    private const int SampleLines = 20_000;
    private const int MostColumns = 1000;
    private const double RaggedShare = 0.9;

    private readonly List<string> _notes = [];
    private readonly ColumnSplitter _splitter;
    private readonly byte[] _comment;

    private EdgeListSample(ReadOnlySpan<byte> text, ColumnDelimiter delimiter, string leadingComment)
    {
        _splitter = new ColumnSplitter(delimiter);
        Comment = leadingComment.Length > 0 ? leadingComment : DefaultComment(text);
        _comment = Encoding.UTF8.GetBytes(Comment);
    }

    private string Comment { get; }

    /// <summary>Looks at a text.</summary>
    /// <param name="file">Where it is from.</param>
    /// <param name="text">Whole lines from the start of the file.</param>
    /// <returns>A shape without counts.</returns>
    public static EdgeListShape Look(string file, ReadOnlySpan<byte> text)
    {
        string leading = LeadingComment(text);
        ColumnDelimiter delimiter = DelimiterGuess.Of(text, Encoding.UTF8.GetBytes(leading), neededColumns: 2);
        EdgeListSample sample = new(text, delimiter, leading);
        int columnCount = sample.UsualColumnCount(text);
        (List<ColumnShape> columns, bool hasHeader) = sample.SampleColumns(text, columnCount);
        return new EdgeListShape
        {
            File = file,
            Delimiter = delimiter,
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
        };
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
    private string DefaultComment(ReadOnlySpan<byte> text)
    {
        TextLines lines = new(text);
        for (int i = 0; i < SampleLines && lines.MoveNext(); i++)
        {
            if (lines.StartsWith("#"u8))
            {
                _splitter.Split(lines.Current, 2);
                if (_splitter.Count == 2)
                {
                    _notes.Add(
                        "Some lines begin with '#' and have columns, so they are taken for edges, not comments.");
                    return "";
                }
            }
        }

        return "#";
    }

    private int UsualColumnCount(ReadOnlySpan<byte> text)
    {
        Dictionary<int, int> counts = [];
        TextLines lines = new(text);
        int sampled = 0;
        while (sampled < SampleLines && lines.MoveNext())
        {
            if (!lines.IsBlank && !lines.StartsWith(_comment))
            {
                sampled++;
                _splitter.Split(lines.Current, MostColumns);
                counts[_splitter.Count] = counts.GetValueOrDefault(_splitter.Count) + 1;
            }
        }

        if (sampled == 0)
        {
            return 0;
        }

        (int usual, int lineCount) = counts.MaxBy(entry => entry.Value);
        if (lineCount < sampled * RaggedShare)
        {
            _notes.Add($"Lines have {counts.Keys.Min()} to {counts.Keys.Max()} columns. "
                + "If this is a list of neighbours or names hold blanks, it must be brought to one edge a line first.");
        }

        return usual;
    }

    private (List<ColumnShape> Columns, bool HasHeader) SampleColumns(ReadOnlySpan<byte> text, int columnCount)
    {
        ColumnSample[] samples = [.. Enumerable.Range(0, columnCount).Select(_ => new ColumnSample())];
        byte[][]? first = null;
        TextLines lines = new(text);
        for (int sampled = 0; sampled < SampleLines && lines.MoveNext();)
        {
            _splitter.Split(lines.Current, columnCount);
            if (lines.IsBlank || lines.StartsWith(_comment) || _splitter.Count < columnCount)
            {
                continue;
            }

            sampled++;
            if (first is null)
            {
                first = Copy(lines.Current, columnCount);
                continue;
            }

            for (int i = 0; i < columnCount; i++)
            {
                samples[i].Add(_splitter.ColumnOf(lines.Current, i));
            }
        }

        string[] words = [.. (first ?? []).Select(Encoding.UTF8.GetString)];
        bool hasHeader = words.Length > 0 && IsHeader(words, samples);
        for (int i = 0; !hasHeader && i < words.Length; i++)
        {
            samples[i].Add(first![i], isFirst: true);
        }

        return ([.. samples.Select((sample, i) => sample.ToShape(i, hasHeader ? words[i] : null))], hasHeader);
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
