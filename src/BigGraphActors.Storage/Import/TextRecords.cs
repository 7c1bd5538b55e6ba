using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Walks over the records of a text: its lines, but a quoted cell may hold line breaks (RFC 4180).</summary>
/// <remarks>
/// A quote that is never closed must not swallow the rest of a file. So lines are joined only when the cell is closed
/// by a quote that the delimiter or the end of a line follows, within <see cref="LongestRecordBytes"/>; otherwise the
/// line stays alone, and its splitter finds the broken quote.
/// </remarks>
internal ref struct TextRecords
{
    /// <summary>A quoted cell that goes on for more bytes is taken for one that is not closed.</summary>
    public const int LongestRecordBytes = 1024 * 1024;

    private readonly RecordRules _rules;
    private readonly bool _isEnd;
    private readonly bool _hasQuotes;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Starts at the beginning.</summary>
    /// <param name="text">Whole lines.</param>
    /// <param name="rules">How to read them.</param>
    /// <param name="isEnd">Whether the file ends with the text; a record open at the end is then broken.</param>
    public TextRecords(ReadOnlySpan<byte> text, RecordRules rules, bool isEnd)
    {
        _rest = text;
        _rules = rules;
        _isEnd = isEnd;
        _hasQuotes = rules.Delimiter.IsQuoting && text.Contains((byte)'"');
    }

    /// <summary>The record, without the break at its end.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Lines of the record.</summary>
    public int LineCount { get; private set; }

    /// <summary>What begins a record that goes on behind the text; known when <see cref="MoveNext"/> said no.</summary>
    public readonly ReadOnlySpan<byte> Unfinished => _rest;

    /// <summary>Whether the record has nothing but blanks and tabs.</summary>
    public readonly bool IsBlank => !Current.ContainsAnyExcept((byte)' ', (byte)'\t');

    /// <summary>Goes to the next record; false behind the last whole one.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.IndexOf((byte)'\n');
        length = length < 0 ? _rest.Length : length;
        LineCount = 1;
        if (_hasQuotes && int.IsOddInteger(_rest[..length].Count((byte)'"')) && !StartsWith(_rest, _rules.Comment))
        {
            Extent extent = ExtentOf(_rest, length, out int whole);
            if (extent == Extent.Unfinished)
            {
                return false;
            }

            if (extent == Extent.Whole)
            {
                length = whole;
                LineCount += _rest[..length].Count((byte)'\n');
            }
        }

        ReadOnlySpan<byte> record = _rest[..length];
        Current = !record.IsEmpty && record[^1] == '\r' ? record.TrimEnd((byte)'\r') : record;
        _rest = length >= _rest.Length ? [] : _rest[(length + 1)..];
        return true;
    }

    /// <summary>Whether the record begins with a mark; none does with an empty one.</summary>
    public readonly bool StartsWith(ReadOnlySpan<byte> mark) => StartsWith(Current, mark);

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark) =>
        !mark.IsEmpty && text.StartsWith(mark);

    // Walks over the cells from the start of a line until a line ends outside of quotes.
    private readonly Extent ExtentOf(ReadOnlySpan<byte> text, int lineLength, out int length)
    {
        bool isCut = text.Length > LongestRecordBytes;
        text = isCut ? text[..Math.Max(LongestRecordBytes, lineLength)] : text;
        ReadOnlySpan<byte> delimiter = _rules.DelimiterBytes;
        length = 0;
        int at = 0;
        while (true)
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            if (at < text.Length && text[at] == '"')
            {
                at = AfterQuote(text, at + 1);
                if (at < 0)
                {
                    return isCut || _isEnd ? Extent.Broken : Extent.Unfinished;
                }

                int gap = text[at..].IndexOfAnyExcept((byte)' ', (byte)'\r');
                at = gap < 0 ? text.Length : at + gap;
                if (at < text.Length && text[at] != '\n' && !text[at..].StartsWith(delimiter))
                {
                    return Extent.Broken;
                }
            }

            int end = EndOfCell(text[at..], delimiter);
            if (end < 0 && isCut)
            {
                return Extent.Broken;
            }

            if (end < 0 || text[at + end] == '\n')
            {
                length = end < 0 ? text.Length : at + end;
                return length > lineLength ? Extent.Whole : Extent.Line;
            }

            at += end + delimiter.Length;
        }
    }

    // Where the quote ends that opens before a place; below 0 when it does not.
    private static int AfterQuote(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            int length = text[at..].IndexOf((byte)'"');
            if (length < 0)
            {
                return -1;
            }

            at += length + 1;
            if (at == text.Length || text[at] != '"')
            {
                return at;
            }

            at++;
        }
    }

    private static int EndOfCell(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiter)
    {
        if (delimiter.Length == 1)
        {
            return text.IndexOfAny(delimiter[0], (byte)'\n');
        }

        int line = text.IndexOf((byte)'\n');
        int cell = (line < 0 ? text : text[..line]).IndexOf(delimiter);
        return cell >= 0 ? cell : line;
    }

    private enum Extent
    {
        Line,
        Whole,
        Unfinished,
        Broken,
    }
}

/// <summary>How the lines of a text become records.</summary>
/// <param name="Delimiter">Decided; with a quoting one a record may span lines.</param>
/// <param name="Comment">Lines that start so are never joined with others; may be empty.</param>
internal sealed record RecordRules(ColumnDelimiter Delimiter, byte[] Comment)
{
    /// <summary>The bytes of the delimiter.</summary>
    public byte[] DelimiterBytes { get; } = Encoding.UTF8.GetBytes(Delimiter.Text);
}

/// <summary>Walks over the lines of a text; LF and CR LF both end a line, the end of the text does too.</summary>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The line, without its break.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether the line has nothing but blanks and tabs.</summary>
    public readonly bool IsBlank => !Current.ContainsAnyExcept((byte)' ', (byte)'\t');

    /// <summary>Goes to the next line; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.IndexOf((byte)'\n');
        Current = length < 0 ? _rest : _rest[..length];
        _rest = length < 0 ? [] : _rest[(length + 1)..];
        while (!Current.IsEmpty && Current[^1] == '\r')
        {
            Current = Current[..^1];
        }

        return true;
    }

    /// <summary>Whether the line begins with a mark; none does with an empty one.</summary>
    public readonly bool StartsWith(ReadOnlySpan<byte> mark) => !mark.IsEmpty && Current.StartsWith(mark);
}
