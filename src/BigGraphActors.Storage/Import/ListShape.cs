using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

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
