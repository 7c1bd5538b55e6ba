namespace BigGraphActors.Storage.Import;

/// <summary>Says why a list has no shape, and what to do about it.</summary>
internal static class ListRefusal
{
    /// <summary>Lines of different widths.</summary>
    /// <param name="likeliest">What was found with the delimiter that fits best.</param>
    /// <param name="tried">All that were tried.</param>
    public static string Ragged(WidthCount likeliest, IReadOnlyList<WidthCount> tried)
    {
        if (likeliest.Broken > likeliest.Lines * ListShapeGuess.Tolerated)
        {
            return $"{likeliest.Broken:N0} of {likeliest.Lines + likeliest.Broken:N0} lines have quotes that do not "
                + $"match when parted by {likeliest.Delimiter.Plural}; a quote inside of a quoted cell is written "
                + "twice (\"\"), as RFC 4180 has it";
        }

        (int least, int most) = likeliest.Range;
        string looked = string.Join(
            ", ",
            tried.Where(width => width.Usual > 1).Select(width =>
                $"{width.Fitting:N0} have {width.Usual} columns by {width.Delimiter.Plural}"));
        return $"the lines have {least} to {most} columns when parted by {likeliest.Delimiter.Plural}, so they are no "
            + $"edges of one shape (of {likeliest.Lines + likeliest.Broken:N0} lines looked at {looked}). "
            + "If this is a list of neighbours (a node, then all its neighbours, as METIS and adjacency lists have "
            + "them), bring it to one edge a line first. If names hold the delimiter, choose another with --delimiter";
    }

    /// <summary>A delimiter that is too rare to be chosen without a setting.</summary>
    public static string Rare(WidthCount rare, ReadOnlySpan<byte> text)
    {
        string word = rare.Delimiter.Word == "\u0001" ? "$'\\x01'" : $"'{rare.Delimiter.Word}'";
        bool isDouble = rare.Delimiter.Word == ":" && text.IndexOf("::"u8) >= 0;
        return isDouble
            ? "the columns are parted by '::', as in MovieLens; set --delimiter ':' and count every second column (0, "
                + "2, 4), or write tabs: sed 's/::/\\t/g'"
            : $"the lines have {rare.Usual} columns when parted by {word}; set --delimiter {word} to read them so";
    }
}
