using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds the columns of a line. One per thread; the columns of one line at a time.</summary>
/// <remarks>
/// Unquoted columns lose blanks at both ends, as a hand-made list has them by accident; what is quoted is kept.
/// Differs: PBG's importer splits at every run of white space whatever the file, so that names with blanks break;
/// here only <see cref="ColumnDelimiter.Space"/> does so.
/// </remarks>
internal sealed class ColumnSplitter
{
    private readonly ColumnDelimiter _delimiter;
    private Column[] _columns = new Column[8];
    private byte[] _unquoted = new byte[256];
    private int _unquotedLength;

    /// <summary>Makes a splitter for one of the three delimiters.</summary>
    /// <exception cref="ArgumentException">For <see cref="ColumnDelimiter.Auto"/>, which must be decided
    /// first.</exception>
    public ColumnSplitter(ColumnDelimiter delimiter)
    {
        if (delimiter == ColumnDelimiter.Auto)
        {
            throw new ArgumentException("the delimiter must be decided before lines are split", nameof(delimiter));
        }

        _delimiter = delimiter;
    }

    /// <summary>Columns found by the last <see cref="Split"/>.</summary>
    public int Count { get; private set; }

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
        switch (_delimiter)
        {
            case ColumnDelimiter.Tab:
                SplitAt(line, (byte)'\t', wanted);
                break;
            case ColumnDelimiter.Comma:
                SplitQuoted(line, wanted);
                break;
            default:
                SplitAtBlanks(line, wanted);
                break;
        }
    }

    /// <summary>The bytes of a column of the line last split.</summary>
    /// <param name="line">The same line.</param>
    /// <param name="index">Below <see cref="Count"/>.</param>
    public ReadOnlySpan<byte> ColumnOf(ReadOnlySpan<byte> line, int index)
    {
        Column column = _columns[index];
        return column.IsCopy ? _unquoted.AsSpan(column.Start, column.Length) : line.Slice(column.Start, column.Length);
    }

    private void SplitAt(ReadOnlySpan<byte> line, byte delimiter, int wanted)
    {
        int start = 0;
        while (Count < wanted)
        {
            int length = line[start..].IndexOf(delimiter);
            if (length < 0)
            {
                AddTrimmed(line, start, line.Length);
                return;
            }

            AddTrimmed(line, start, start + length);
            start += length + 1;
        }
    }

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
    }

    private void SplitQuoted(ReadOnlySpan<byte> line, int wanted)
    {
        if (!line.Contains((byte)'"'))
        {
            SplitAt(line, (byte)',', wanted);
            return;
        }

        int start = 0;
        while (Count < wanted && start <= line.Length)
        {
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
        int length = line[start..].IndexOf((byte)',');
        int end = length < 0 ? line.Length : start + length;
        AddTrimmed(line, start, end);
        return end + 1;
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
        int length = line[start..].IndexOf((byte)',');
        int end = length < 0 ? line.Length : start + length;
        HasBrokenQuotes |= line[start..end].ContainsAnyExcept((byte)' ');
        return end + 1;
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

    private readonly record struct Column(int Start, int Length, bool IsCopy);
}
