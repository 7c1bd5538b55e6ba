using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds the columns of a line. One per thread; the columns of one line at a time.</summary>
/// <remarks>
/// Unquoted columns lose blanks at both ends, as a hand-made list has them by accident; what is quoted is kept.
/// Differs: names may contain blanks. PBG's importer splits at every run of white space; here only
/// <see cref="ColumnDelimiter.Space"/> does so.
/// </remarks>
internal sealed class ColumnSplitter
{
    private readonly Way _way;
    private readonly byte[] _delimiter;
    private Column[] _columns = new Column[8];
    private byte[] _unquoted = new byte[256];
    private int _unquotedLength;
    private int _wanted;
    private int _rest;

    /// <summary>Makes a splitter.</summary>
    /// <exception cref="ArgumentException">For <see cref="ColumnDelimiter.Auto"/>, which must be decided
    /// first.</exception>
    public ColumnSplitter(ColumnDelimiter delimiter)
    {
        if (delimiter == ColumnDelimiter.Auto)
        {
            throw new ArgumentException("the delimiter must be decided before lines are split", nameof(delimiter));
        }

        _delimiter = Encoding.UTF8.GetBytes(delimiter.Text);
        _way = delimiter == ColumnDelimiter.Space ? Way.Blanks
            : delimiter == ColumnDelimiter.NTriples ? Way.Terms
            : delimiter.IsQuoting ? Way.Quoted
            : Way.Plain;
    }

    /// <summary>Columns found by the last <see cref="Split"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the line goes on behind the columns that were wanted.</summary>
    public bool HasRest => _rest >= 0;

    /// <summary>Whether the last line had a quoted column that is not closed or is followed by more text.</summary>
    public bool HasBrokenQuotes { get; private set; }

    /// <summary>Finds the columns of a line.</summary>
    /// <param name="line">Without its line break.</param>
    /// <param name="wanted">Stops behind so many columns; <see cref="Count"/> is then no more than this.</param>
    public void Split(ReadOnlySpan<byte> line, int wanted)
    {
        Count = 0;
        HasBrokenQuotes = false;
        _unquotedLength = 0;
        _wanted = wanted;
        _rest = -1;
        switch (_way)
        {
            case Way.Plain:
                SplitAt(line, wanted);
                break;
            case Way.Quoted:
                SplitQuoted(line, wanted);
                break;
            case Way.Terms:
                SplitTerms(line, wanted);
                break;
            default:
                SplitAtBlanks(line, wanted);
                break;
        }
    }

    /// <summary>Columns of the line last split up to its last one that is not empty, wanted or not.</summary>
    /// <param name="line">The same line.</param>
    public int FilledColumns(ReadOnlySpan<byte> line)
    {
        if (HasRest)
        {
            // A line that goes on is rare, so that it may be split once more.
            bool wasBroken = HasBrokenQuotes;
            int wanted = _wanted;
            Split(line, int.MaxValue);
            int all = CountFilled(line);
            Split(line, wanted);
            HasBrokenQuotes = wasBroken;
            return all;
        }

        return CountFilled(line);
    }

    /// <summary>The bytes of a column of the line last split.</summary>
    /// <param name="line">The same line.</param>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> ColumnOf(ReadOnlySpan<byte> line, int index)
    {
        Column column = _columns[index];
        return column.IsCopy ? _unquoted.AsSpan(column.Start, column.Length) : line.Slice(column.Start, column.Length);
    }

    /// <summary>Whether the line last split has as many columns as the others of its list.</summary>
    /// <param name="line">The same line.</param>
    /// <param name="width">Columns of the others.</param>
    /// <remarks>
    /// Empty columns at the end count or not, as it fits. Where blanks part columns no column may be missing either,
    /// because an empty one cannot be seen and shifts all behind it.
    /// </remarks>
    public bool IsAsWideAs(ReadOnlySpan<byte> line, int width)
    {
        if (!HasRest && Count == width)
        {
            return true;
        }

        if (_way is Way.Blanks or Way.Terms)
        {
            return width == Count + (HasRest ? ColumnsInRest(line[_rest..]) : 0);
        }

        return Count <= width && (!HasRest
            || (_way == Way.Plain && Count + 1 + CountDelimiters(line[_rest..]) <= width)
            || FilledColumns(line) <= width);
    }

    private int CountDelimiters(ReadOnlySpan<byte> text) =>
        _delimiter.Length == 1 ? text.Count(_delimiter[0]) : text.Count(_delimiter);

    private int ColumnsInRest(ReadOnlySpan<byte> rest)
    {
        if (_way == Way.Terms)
        {
            ColumnSplitter splitter = new(ColumnDelimiter.NTriples);
            splitter.Split(rest, int.MaxValue);
            return splitter.Count;
        }

        int count = 0;
        while (true)
        {
            int start = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
            if (start < 0)
            {
                return count;
            }

            count++;
            int length = rest[start..].IndexOfAny((byte)' ', (byte)'\t');
            rest = length < 0 ? [] : rest[(start + length)..];
        }
    }

    private int CountFilled(ReadOnlySpan<byte> line)
    {
        int count = Count;
        while (count > 0 && ColumnOf(line, count - 1).IsEmpty)
        {
            count--;
        }

        return count;
    }

    private void SplitAt(ReadOnlySpan<byte> line, int wanted)
    {
        int start = 0;
        while (Count < wanted)
        {
            int length = NextDelimiter(line[start..]);
            if (length < 0)
            {
                AddTrimmed(line, start, line.Length);
                return;
            }

            AddTrimmed(line, start, start + length);
            start += length + _delimiter.Length;
        }

        _rest = start;
    }

    private int NextDelimiter(ReadOnlySpan<byte> text) =>
        _delimiter.Length == 1 ? text.IndexOf(_delimiter[0]) : text.IndexOf(_delimiter);

    private void SplitAtBlanks(ReadOnlySpan<byte> line, int wanted)
    {
        int end = 0;
        while (Count < wanted)
        {
            int start = end;
            while (start < line.Length && line[start] is (byte)' ' or (byte)'\t')
            {
                start++;
            }

            if (start == line.Length)
            {
                return;
            }

            int length = line[start..].IndexOfAny((byte)' ', (byte)'\t');
            end = length < 0 ? line.Length : start + length;
            Add(new Column(start, end - start, IsCopy: false));
        }

        _rest = line[end..].ContainsAnyExcept((byte)' ', (byte)'\t') ? end : -1;
    }

    // The dot at the end of a statement is no column.
    private void SplitTerms(ReadOnlySpan<byte> line, int wanted)
    {
        int end = 0;
        while (true)
        {
            int start = end;
            while (start < line.Length && line[start] is (byte)' ' or (byte)'\t')
            {
                start++;
            }

            if (start == line.Length || NTriples.EndsStatement(line[start..]))
            {
                return;
            }

            if (Count == wanted)
            {
                _rest = start;
                return;
            }

            int length = NTriples.TermLength(line[start..]);
            HasBrokenQuotes |= length < 0;
            end = length < 0 ? line.Length : start + length;
            Add(new Column(start, end - start, IsCopy: false));
        }
    }

    private void SplitQuoted(ReadOnlySpan<byte> line, int wanted)
    {
        if (!line.Contains((byte)'"'))
        {
            SplitAt(line, wanted);
            return;
        }

        int start = 0;
        while (start <= line.Length)
        {
            if (Count == wanted)
            {
                _rest = start;
                return;
            }

            int quote = start;
            while (quote < line.Length && line[quote] == ' ')
            {
                quote++;
            }

            start = quote < line.Length && line[quote] == '"'
                ? AddQuoted(line, quote + 1)
                : AddPlain(line, start);
        }
    }

    // Returns where the next column starts; behind the line's end when there is none.
    private int AddPlain(ReadOnlySpan<byte> line, int start)
    {
        int length = NextDelimiter(line[start..]);
        int end = length < 0 ? line.Length : start + length;
        AddTrimmed(line, start, end);
        return length < 0 ? line.Length + 1 : end + _delimiter.Length;
    }

    private int AddQuoted(ReadOnlySpan<byte> line, int start)
    {
        int copyStart = _unquotedLength;
        bool hasEscape = false;
        int from = start;
        while (true)
        {
            int length = line[from..].IndexOf((byte)'"');
            if (length < 0)
            {
                HasBrokenQuotes = true;
                Add(new Column(start, line.Length - start, IsCopy: false));
                return line.Length + 1;
            }

            int quote = from + length;
            if (quote + 1 < line.Length && line[quote + 1] == '"')
            {
                hasEscape = true;
                Copy(line[from..(quote + 1)]);
                from = quote + 2;
                continue;
            }

            if (hasEscape)
            {
                Copy(line[from..quote]);
            }

            Add(hasEscape
                ? new Column(copyStart, _unquotedLength - copyStart, IsCopy: true)
                : new Column(start, quote - start, IsCopy: false));
            return AfterQuoted(line, quote + 1);
        }
    }

    private int AfterQuoted(ReadOnlySpan<byte> line, int start)
    {
        int length = NextDelimiter(line[start..]);
        int end = length < 0 ? line.Length : start + length;
        HasBrokenQuotes |= line[start..end].ContainsAnyExcept((byte)' ');
        return length < 0 ? line.Length + 1 : end + _delimiter.Length;
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        if (_unquotedLength + bytes.Length > _unquoted.Length)
        {
            Array.Resize(ref _unquoted, Math.Max(_unquoted.Length * 2, _unquotedLength + bytes.Length));
        }

        bytes.CopyTo(_unquoted.AsSpan(_unquotedLength));
        _unquotedLength += bytes.Length;
    }

    private void AddTrimmed(ReadOnlySpan<byte> line, int start, int end)
    {
        while (start < end && line[start] == ' ')
        {
            start++;
        }

        while (end > start && line[end - 1] == ' ')
        {
            end--;
        }

        Add(new Column(start, end - start, IsCopy: false));
    }

    private void Add(Column column)
    {
        if (Count == _columns.Length)
        {
            Array.Resize(ref _columns, Count * 2);
        }

        _columns[Count++] = column;
    }

    private enum Way
    {
        Plain,
        Quoted,
        Blanks,
        Terms,
    }

    private readonly record struct Column(int Start, int Length, bool IsCopy);
}
