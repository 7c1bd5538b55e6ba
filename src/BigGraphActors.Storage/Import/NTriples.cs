using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>N-Triples and N-Quads (W3C, 2014): how they are recognised, and where their terms end.</summary>
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

    /// <summary>Whether the dot that ends a statement comes next, with nothing but a comment behind it.</summary>
    /// <param name="rest">The rest of the line; not empty.</param>
    public static bool EndsStatement(ReadOnlySpan<byte> rest)
    {
        if (rest[0] != '.')
        {
            return false;
        }

        ReadOnlySpan<byte> behind = rest[1..].TrimStart(" \t"u8);
        return behind.IsEmpty || behind[0] == '#';
    }

    /// <summary>Bytes of the next term; below 0 when a bracket or a quote is not closed.</summary>
    /// <param name="text">The rest of the line, from the first byte of the term on.</param>
    /// <remarks>A term is an IRI in angle brackets, a blank node, or a literal with its language or type.</remarks>
    public static int TermLength(ReadOnlySpan<byte> text)
    {
        int length = 0;
        if (text[0] == '<')
        {
            return text.IndexOf((byte)'>') + 1 is > 0 and var closed ? closed : -1;
        }

        if (text[0] == '"')
        {
            for (length = 1; length < text.Length && text[length] != '"'; length++)
            {
                length += text[length] == '\\' ? 1 : 0;
            }

            if (length >= text.Length)
            {
                return -1;
            }

            length++;
        }

        // Language, type or a blank node's name; a type is an IRI, which holds no blank.
        int blank = text[length..].IndexOfAny((byte)' ', (byte)'\t');
        int end = blank < 0 ? text.Length : length + blank;
        bool hasDot = blank < 0 && end > length && text[end - 1] == '.';
        return hasDot ? end - 1 : end;
    }

    private static bool IsEnded(ReadOnlySpan<byte> line, ColumnSplitter splitter)
    {
        ReadOnlySpan<byte> last = splitter.ColumnOf(line, splitter.Count - 1);
        int end = line.LastIndexOf(last) + last.Length;
        return line[end..].TrimStart(" \t"u8) is [(byte)'.', ..];
    }
}
