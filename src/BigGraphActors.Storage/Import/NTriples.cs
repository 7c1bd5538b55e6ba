using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Recognises N-Triples and N-Quads (W3C, 2014).</summary>
internal static class NTriples
{
    private const int LinesSeen = 1000;
    private const double NearlyAll = 0.9;

    /// <summary>Whether nearly all lines are terms with a dot at the end.</summary>
    public static bool Are(ReadOnlySpan<byte> text, ReadOnlySpan<byte> comment)
    {
        ColumnSplitter splitter = new(ColumnDelimiter.NTriples);
        int lines = 0;
        int statements = 0;
        TextLines all = new(text);
        while (lines < LinesSeen && all.MoveNext())
        {
            ReadOnlySpan<byte> line = all.Current.Trim(" \t"u8);
            if (line.IsEmpty || line[0] == '#' || all.StartsWith(comment))
            {
                continue;
            }

            lines++;
            if ((line[0] == '<' || line.StartsWith("_:"u8)) && line.Contains((byte)'.'))
            {
                splitter.Split(line, int.MaxValue);
                bool isWhole = !splitter.HasBrokenQuotes && splitter.Count is 3 or 4
                    && splitter.ColumnOf(line, 1) is [(byte)'<', ..];
                statements += isWhole && IsEnded(line, splitter) ? 1 : 0;
            }
        }

        return statements > 0 && statements >= lines * NearlyAll;
    }

    /// <summary>Refuses another delimiter where it would cut literals at their blanks.</summary>
    /// <exception cref="EdgeListException">The delimiter does not fit.</exception>
    public static void Demand(string file, ReadOnlySpan<byte> text, ColumnDelimiter delimiter)
    {
        bool fits = delimiter == ColumnDelimiter.Auto || delimiter == ColumnDelimiter.NTriples
            || (delimiter == ColumnDelimiter.Space && !text.Contains((byte)'"'));
        if (!fits)
        {
            throw new EdgeListException(
                file,
                $"is N-Triples, whose terms are not parted by {delimiter.Plural} alone; set delimiter = auto or "
                + "ntriples");
        }
    }

    private static bool IsEnded(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        ReadOnlySpan<byte> last = splitter.ColumnOf(line, splitter.Count - 1);
        int end = line.LastIndexOf(last) + last.Length;
        return line[end..].TrimStart(" \t"u8) is [(byte)'.', ..];
    }
}
