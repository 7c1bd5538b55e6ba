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
