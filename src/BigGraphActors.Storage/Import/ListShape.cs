using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>The shape of a text list: what parts its columns, how many there are, what the first lines are.</summary>
/// <remarks>See <see cref="ListShapeGuess"/> for how it is found.</remarks>
internal sealed record ListShape
{
    /// <summary>What parts the columns; never auto.</summary>
    public required ColumnDelimiter Delimiter { get; init; }

    /// <summary>Columns of a usual line; none where lines are not compared, as in a Parquet file.</summary>
    public required int? Width { get; init; }

    /// <summary>Bytes of a first line <c>sep=;</c>, which spreadsheets write and which is part of no list.</summary>
    public int SkippedBytes { get; init; }

    /// <summary>How the lines before the first record start where they are comments of another kind than asked for.
    /// </summary>
    public byte[] LeadingMark { get; init; } = [];

    /// <summary>Whether the first record gives sizes, as that of a MatrixMarket file does.</summary>
    public bool HasSizeLine { get; init; }

    /// <summary>Doubts, as whole sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The shape of a table that was turned into text: tabs, and nothing but rows.</summary>
    public static ListShape Table { get; } = new() { Delimiter = ColumnDelimiter.Tab, Width = null };

    /// <summary>The line <c>sep=;</c> and the delimiter it names, or none.</summary>
    public static (ColumnDelimiter Delimiter, int Bytes)? SeparatorLine(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        if (end < 0 || end > "sep=".Length + 6 || !text.StartsWith("sep="u8))
        {
            return null;
        }

        string character = Encoding.UTF8.GetString(text["sep=".Length..end].TrimEnd((byte)'\r'));
        return ColumnDelimiter.Find(character) is { } delimiter && delimiter != ColumnDelimiter.Auto
            ? (delimiter, end + 1)
            : null;
    }
}

/// <summary>What is asked of a list before its shape is known.</summary>
/// <param name="Delimiter">The delimiter, or <see cref="ColumnDelimiter.Auto"/>.</param>
/// <param name="Comment">How comments start; may be empty.</param>
/// <param name="Header">Whether the first line that is no comment names the columns.</param>
/// <param name="Columns">Columns that a line must have, at least 2.</param>
/// <param name="Used">The columns that are read; empty where no user has chosen yet.</param>
internal sealed record ListWishes(
    ColumnDelimiter Delimiter, byte[] Comment, bool Header, int Columns, IReadOnlyCollection<int> Used)
{
    /// <summary>Whether the user has said how many lines may be rejected, so that many may differ.</summary>
    public bool ToleratesMany { get; init; }

    /// <summary>Whether the columns are a user's choice, and not only the least that an edge has.</summary>
    public bool IsCertain => Used.Count > 0;

    /// <summary>Whether a column is read, as far as that is known.</summary>
    public bool Reads(int column) => !IsCertain || Used.Contains(column);
}

/// <summary>The first line of a MatrixMarket file (NIST, 1996).</summary>
/// <remarks>
/// Behind it stand comments that begin with a percent sign, a line of rows, columns and entries, and one entry a line.
/// </remarks>
internal static class MatrixMarketBanner
{
    private static ReadOnlySpan<byte> Start => "%%MatrixMarket"u8;

    /// <summary>Whether a text begins so; the case of letters does not matter.</summary>
    public static bool IsAt(ReadOnlySpan<byte> text) =>
        text.Length >= Start.Length && Ascii.EqualsIgnoreCase(text[..Start.Length], Start);

    /// <summary>Refuses what does not list its entries.</summary>
    /// <exception cref="EdgeListException">The file is a dense array.</exception>
    public static void Refuse(string file, ReadOnlySpan<byte> text)
    {
        TextLines lines = new(text);
        lines.MoveNext();
        string banner = Encoding.UTF8.GetString(lines.Current).ToLowerInvariant();
        if (!banner.Contains("coordinate", StringComparison.Ordinal))
        {
            throw new EdgeListException(
                file,
                $"is a MatrixMarket file of another kind than 'matrix coordinate' ('{banner}'), so it does not name "
                + "the ends of its entries: write it as coordinates");
        }
    }

    /// <summary>How many entries a line of sizes names.</summary>
    /// <exception cref="EdgeListException">When the line is none.</exception>
    public static long EntriesOf(string file, long line, ReadOnlySpan<byte> text)
    {
        ColumnSplitter splitter = new(ColumnDelimiter.Space);
        splitter.Split(text, int.MaxValue);
        return EdgeFileOutcome.SizesOf(text, splitter) is [_, _, var entries]
            ? entries
            : throw new EdgeListException(
                file, line, "a MatrixMarket file has rows, columns and entries here, as three whole numbers");
    }
}
