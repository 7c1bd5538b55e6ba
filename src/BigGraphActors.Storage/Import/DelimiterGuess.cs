using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Decides from the first lines of a file what parts its columns.</summary>
/// <remarks>
/// Tab before comma before blanks: a tab hardly ever occurs inside a name, a comma sometimes, a blank often. The
/// first delimiter that gives every line of the sample the wanted columns is taken; when none does for every line,
/// the one that does for most.
/// </remarks>
internal static class DelimiterGuess
{
    private const int SampleLines = 1000;

    private static readonly ColumnDelimiter[] Candidates =
        [ColumnDelimiter.Tab, ColumnDelimiter.Comma, ColumnDelimiter.Space];

    /// <summary>The likely delimiter; blanks for a text without lines.</summary>
    /// <param name="text">The beginning of the file; the last line may be cut.</param>
    /// <param name="comment">Lines that start so do not count; may be empty.</param>
    /// <param name="neededColumns">Columns that a line must have, at least 2.</param>
    public static ColumnDelimiter Of(ReadOnlySpan<byte> text, ReadOnlySpan<byte> comment, int neededColumns)
    {
        ColumnDelimiter best = ColumnDelimiter.Space;
        double bestShare = 0;
        foreach (ColumnDelimiter candidate in Candidates)
        {
            double share = ShareOfFittingLines(text, comment, neededColumns, candidate);
            if (share > bestShare)
            {
                best = candidate;
                bestShare = share;
            }
        }

        return best;
    }

    private static double ShareOfFittingLines(
        ReadOnlySpan<byte> text, ReadOnlySpan<byte> comment, int neededColumns, ColumnDelimiter candidate)
    {
        ColumnSplitter splitter = new(candidate);
        int lines = 0;
        int fitting = 0;
        TextLines rest = new(text);
        while (lines < SampleLines && rest.MoveNext())
        {
            if (rest.IsBlank || rest.StartsWith(comment))
            {
                continue;
            }

            lines++;
            splitter.Split(rest.Current, neededColumns);
            fitting += splitter.Count == neededColumns && !splitter.HasBrokenQuotes ? 1 : 0;
        }

        return lines == 0 ? 0 : (double)fitting / lines;
    }
}
