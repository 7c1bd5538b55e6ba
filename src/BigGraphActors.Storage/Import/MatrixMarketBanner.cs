using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

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
