using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What the lines of a text look like when one delimiter parts them.</summary>
/// <remarks>
/// Of each line two counts are kept: all columns, and those up to the last that is not empty, since a delimiter at the
/// end of a line may or may not begin a column.
/// </remarks>
internal sealed class WidthCount(ColumnDelimiter delimiter, int neededColumns)
{
    private const int MostColumns = 1000;

    private readonly ColumnSplitter _splitter = new(delimiter);
    private readonly Dictionary<(int All, int Filled), int> _lines = [];

    /// <summary>The delimiter.</summary>
    public ColumnDelimiter Delimiter => delimiter;

    /// <summary>Lines counted, but for those with broken quotes.</summary>
    public int Lines { get; private set; }

    /// <summary>Lines whose quotes do not match.</summary>
    public int Broken { get; private set; }

    /// <summary>Columns of a usual line; 0 without lines.</summary>
    public int Usual { get; private set; }

    /// <summary>Lines that are not as wide as usual.</summary>
    public int Misfits { get; private set; }

    /// <summary>Lines that are as wide as usual.</summary>
    public int Fitting => Lines + Broken - Misfits;

    /// <summary>Share of the lines that fit.</summary>
    public double Fit => Lines + Broken == 0 ? 0 : (double)Fitting / (Lines + Broken);

    /// <summary>The fewest and the most columns of a line, but for empty ones at its end.</summary>
    public (int Least, int Most) Range => _lines.Count == 0
        ? (0, 0)
        : (_lines.Keys.Min(key => key.Filled), _lines.Keys.Max(key => key.Filled));

    /// <summary>Whether the last columns are missing on some lines, as an optional column is.</summary>
    public int? ShortWidth { get; private set; }

    /// <summary>Counts a line.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _splitter.Split(line, MostColumns);
        if (_splitter.HasBrokenQuotes)
        {
            Broken++;
            return;
        }

        Lines++;
        (int, int) width = (_splitter.Count, _splitter.FilledColumns(line));
        _lines[width] = _lines.GetValueOrDefault(width) + 1;
    }

    /// <summary>Decides which width is the usual one.</summary>
    /// <param name="tolerated">Share of lines that may be otherwise.</param>
    public void Decide(double tolerated)
    {
        List<(int Width, int Count)> widths =
        [
            .. _lines.GroupBy(pair => pair.Key.All, pair => pair.Value)
                .Select(group => (group.Key, group.Sum()))
                .OrderByDescending(pair => pair.Item2).ThenByDescending(pair => pair.Key),
        ];
        if (widths.Count == 0)
        {
            Misfits = Broken;
            return;
        }

        Usual = widths[0].Width;
        bool isExact = delimiter != ColumnDelimiter.Space && delimiter != ColumnDelimiter.NTriples;
        int least = Math.Max(2, neededColumns);
        if (isExact && widths.Count > 1 && Math.Min(widths[0].Width, widths[1].Width) >= least
            && widths[1].Count > Math.Max(1, Lines * tolerated)
            && widths[0].Count + widths[1].Count >= Lines * (1 - tolerated))
        {
            Usual = Math.Max(widths[0].Width, widths[1].Width);
            ShortWidth = Math.Min(widths[0].Width, widths[1].Width);
        }

        Misfits = Broken + _lines.Where(pair => !Fits(pair.Key, isExact)).Sum(pair => pair.Value);
    }

    private bool Fits((int All, int Filled) width, bool isExact) =>
        width.All == Usual
        || (isExact && ((width.Filled <= Usual && width.All > Usual) || width.All == ShortWidth));
}
