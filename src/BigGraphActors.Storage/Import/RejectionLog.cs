using System.Globalization;
using System.Text;

namespace BigGraphActors.Storage.Import;

/// <summary>Counts rejected lines, keeps the first ones, and writes all of them to <c>rejected.tsv</c>.</summary>
/// <param name="path">The file to write; made when the first line is rejected.</param>
/// <param name="max">More than so many stop the import; none sets no limit.</param>
internal sealed class RejectionLog(string path, long? max) : IDisposable
{
    /// <summary>Lines that the report itself carries.</summary>
    public const int Kept = 100;

    private const int LongestText = 200;

    private readonly List<RejectedLine> _first = [];
    private StreamWriter? _writer;

    /// <summary>Whether somebody said how many lines may be rejected.</summary>
    public bool HasLimit => max is not null;

    /// <summary>Rejected lines so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first of them, at most <see cref="Kept"/>.</summary>
    public IReadOnlyList<RejectedLine> First => _first;

    /// <summary>Notes a line.</summary>
    /// <exception cref="EdgeListException">When it is one too many.</exception>
    public void Add(string file, long line, LineFault fault, ReadOnlySpan<byte> text)
    {
        RejectedLine rejected = new(file, line, fault.Column, fault.Reason, Shorten(text));
        Count++;
        if (_first.Count < Kept)
        {
            _first.Add(rejected);
        }

        if (Count > max)
        {
            throw new EdgeListException(
                file,
                line,
                $"column {fault.Column}: {fault.Reason}; more than the {max:N0} rejected lines that are allowed");
        }

        _writer ??= Start();
        _writer.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}\t{line}\t{fault.Column}\t{fault.Reason}\t{Escape(rejected.Text)}\n"));
    }

    /// <summary>As much of a line as <see cref="Add"/> looks at.</summary>
    public static byte[] StartOf(ReadOnlySpan<byte> line) => line[..Math.Min(line.Length, LongestText * 4)].ToArray();

    /// <summary>Finishes the file.</summary>
    public void Dispose() => _writer?.Dispose();

    /// <summary>The beginning of a line as text; bytes that are no UTF-8 become U+FFFD.</summary>
    public static string Shorten(ReadOnlySpan<byte> line)
    {
        string text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, LongestText * 4)]);
        return text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText - 1), "…");
    }

    private static string Escape(string text) =>
        text.Replace("\t", "\\t", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private StreamWriter Start()
    {
        StreamWriter writer = new(path, append: false, new UTF8Encoding(false), bufferSize: 64 * 1024);
        writer.Write("file\tline\tcolumn\treason\ttext\n");
        return writer;
    }
}

/// <summary>A line of an edge list that is no edge.</summary>
/// <param name="File">The edge list, as the user named it.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">The column at fault, from 0.</param>
/// <param name="Reason">What is wrong, in words.</param>
/// <param name="Text">The beginning of the line, at most 200 characters.</param>
public sealed record RejectedLine(string File, long Line, int Column, string Reason, string Text);

/// <summary>Why a line is no edge.</summary>
/// <param name="Kind">The rule that the line breaks.</param>
/// <param name="Column">Where, from 0.</param>
internal readonly record struct LineFault(LineFaultKind Kind, int Column)
{
    /// <summary>Whether the line speaks against the shape of the list, and not only its values.</summary>
    public bool IsOfShape => Kind is LineFaultKind.MissingColumn or LineFaultKind.TooManyColumns
        or LineFaultKind.TooFewColumns or LineFaultKind.BrokenQuotes or LineFaultKind.RestOfQuotes
        or LineFaultKind.InvalidUtf8 or LineFaultKind.ZeroInName or LineFaultKind.SizeLine
        or LineFaultKind.LineBreakInName;

    /// <summary>The reason in words, for the report.</summary>
    public string Reason => Kind switch
    {
        LineFaultKind.MissingColumn => "the line has no such column",
        LineFaultKind.TooManyColumns => "the line has more columns than the others",
        LineFaultKind.TooFewColumns => "the line has fewer columns than the others",
        LineFaultKind.SizeLine => "the first line holds only counts, so it is no edge",
        LineFaultKind.RepeatedHeader => "the line names the columns once more",
        LineFaultKind.BrokenQuotes => "a quoted column is not closed, or text follows it",
        LineFaultKind.RestOfQuotes => "the line goes on with a quoted cell of the line before",
        LineFaultKind.InvalidUtf8 => "the name is not UTF-8",
        LineFaultKind.EmptyName => "the name is empty",
        LineFaultKind.TabInName => "the name holds a tab, which ends a column in the exported text",
        LineFaultKind.LineBreakInName => "the name holds a line break, which ends a line in the exported text",
        LineFaultKind.ZeroInName => "the name holds a zero byte",
        LineFaultKind.BadWeight => "the weight is not a number",
        LineFaultKind.UnfitWeight => "the weight is negative, not finite, or too large for float32",
        _ => "none",
    };
}

/// <summary>The ways in which a line fails to be an edge.</summary>
internal enum LineFaultKind
{
    /// <summary>The line is an edge.</summary>
    None,

    /// <summary>Fewer columns than the settings name.</summary>
    MissingColumn,

    /// <summary>More columns than the other lines have.</summary>
    TooManyColumns,

    /// <summary>Fewer columns than the other lines have, where blanks part them.</summary>
    TooFewColumns,

    /// <summary>A first line of nothing but whole numbers that is not as wide as the others.</summary>
    SizeLine,

    /// <summary>The line of column names once more, as in files that were put together.</summary>
    RepeatedHeader,

    /// <summary>RFC 4180 quotes that do not match.</summary>
    BrokenQuotes,

    /// <summary>The end of a quoted cell that began on a line before, in a list whose quotes mean nothing.</summary>
    RestOfQuotes,

    /// <summary>Bytes that are no UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A name without a character.</summary>
    EmptyName,

    /// <summary>A name that would break the tab-separated export.</summary>
    TabInName,

    /// <summary>A name that would break every list of names.</summary>
    LineBreakInName,

    /// <summary>A name with a zero byte.</summary>
    ZeroInName,

    /// <summary>A weight that cannot be read.</summary>
    BadWeight,

    /// <summary>A weight that can be read and makes no sense.</summary>
    UnfitWeight,
}

/// <summary>Shows the columns of a line in a message.</summary>
internal static class ColumnList
{
    private const int MostColumns = 8;
    private const int LongestColumn = 40;

    /// <summary>As in <c>2 columns: 0 = 'a', 1 = 'b'</c>; long lines and columns are cut.</summary>
    /// <param name="line">The line that was last split.</param>
    /// <param name="splitter">Holds its columns, all of them.</param>
    public static string Of(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        StringBuilder text = new();
        text.Append(splitter.Count).Append(splitter.Count == 1 ? " column: " : " columns: ");
        for (int i = 0; i < Math.Min(splitter.Count, MostColumns); i++)
        {
            string column = RejectionLog.Shorten(splitter.ColumnOf(line, i));
            string shown = column.Length <= LongestColumn
                ? column
                : string.Concat(column.AsSpan(0, LongestColumn), "…");
            text.Append(i == 0 ? "" : ", ").Append(i).Append(" = '").Append(shown).Append('\'');
        }

        return text.Append(splitter.Count > MostColumns ? ", …" : "").ToString();
    }
}
