using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Decides from the beginning of a text list what its shape is, or refuses it.</summary>
/// <remarks>
/// 1. N-Triples, MatrixMarket and a first line <c>sep=;</c> say themselves what they are.
/// 2. Each delimiter is tried on all lines of the sample. A delimiter counts when nearly all lines have as many columns
///    with it; one bad line among many changes nothing.
/// 3. Of those that count a tab comes first, because names hardly ever hold one. A comma, a semicolon or a vertical bar
///    comes before blanks. Blanks count only when no other delimiter does, or when they alone give as many columns as
///    are read: a name often holds a blank.
/// 4. When no delimiter counts, the list has no shape, and is refused with what its lines look like.
/// </remarks>
internal static class ListShapeGuess
{
    /// <summary>Share of lines that may differ from the usual one.</summary>
    public const double Tolerated = 0.1;

    private const int SampleLines = 20_000;

    private static readonly ColumnDelimiter[] Marks =
        [ColumnDelimiter.Semicolon, ColumnDelimiter.Pipe, ColumnDelimiter.Comma];

    private static readonly string[] RareDelimiters = ["\u0001", ":", "~", "^", "!", "&", "/", "="];

    /// <summary>The shape of a list.</summary>
    /// <param name="file">The list, as the user named it.</param>
    /// <param name="text">Whole lines from its start, without a byte order mark.</param>
    /// <param name="wishes">What the user asked for.</param>
    /// <exception cref="EdgeListException">When the lines have no common shape; says what they look like.</exception>
    public static ListShape Of(string file, ReadOnlySpan<byte> text, ListWishes wishes)
    {
        if (ListShape.SeparatorLine(text) is { } separator)
        {
            ColumnDelimiter delimiter =
                wishes.Delimiter == ColumnDelimiter.Auto ? separator.Delimiter : wishes.Delimiter;
            return Of(file, text[separator.Bytes..], wishes with { Delimiter = delimiter }) with
            {
                SkippedBytes = separator.Bytes,
            };
        }

        if (MatrixMarketBanner.IsAt(text))
        {
            MatrixMarketBanner.Refuse(file, text);
            return new ListShape
            {
                Delimiter = ColumnDelimiter.Space,
                Width = Weigh(text, ColumnDelimiter.Space, "%"u8.ToArray(), wishes, skip: 1).Usual,
                LeadingMark = "%"u8.ToArray(),
                HasSizeLine = true,
            };
        }

        byte[] mark = LeadingMarkOf(text, wishes.Comment);
        WidthCount found = Choose(file, text, mark, wishes);
        List<string> notes = mark.Length == 0
            ? []
            : [$"The first lines of {file} begin with '{Encoding.UTF8.GetString(mark)}' and are taken for comments."];
        if (found.Usual >= 2)
        {
            ListContent content = ListContent.Look(text, found, mark, wishes);
            content.Refuse(file);
            notes.AddRange(content.Notes(file));
        }

        return new ListShape
        {
            Delimiter = found.Delimiter,
            Width = found.Usual,
            LeadingMark = mark,
            Notes = notes,
        };
    }

    private static WidthCount Choose(string file, ReadOnlySpan<byte> text, byte[] mark, ListWishes wishes)
    {
        int skip = wishes.Header ? 1 : 0;
        if (NTriples.Are(text, wishes.Comment))
        {
            NTriples.Demand(file, text, wishes.Delimiter);
            if (wishes.Delimiter == ColumnDelimiter.Auto)
            {
                return Weigh(text, ColumnDelimiter.NTriples, mark, wishes, skip);
            }
        }

        if (wishes.Delimiter != ColumnDelimiter.Auto)
        {
            WidthCount asked = Weigh(text, wishes.Delimiter, mark, wishes, skip);
            return asked.Lines == 0 || asked.Usual < wishes.Columns || wishes.ToleratesMany
                || IsSound(asked, isLast: true)
                ? asked
                : throw new EdgeListException(file, ListRefusal.Ragged(asked, [asked]));
        }

        WidthCount tab = Weigh(text, ColumnDelimiter.Tab, mark, wishes, skip);
        if (IsSound(tab, isLast: false) && tab.Usual >= wishes.Columns)
        {
            return tab;
        }

        List<WidthCount> all = [tab];
        foreach (ColumnDelimiter delimiter in Marks)
        {
            all.Add(Weigh(text, delimiter, mark, wishes, skip));
        }

        WidthCount blanks = Weigh(text, ColumnDelimiter.Space, mark, wishes, skip);
        all.Add(blanks);
        if (blanks.Lines == 0)
        {
            return blanks;
        }

        return Among(all, text, wishes, isLast: false)
            ?? Among(all, text, wishes, isLast: true)
            ?? OneColumn(file, text, mark, wishes, all)
            ?? throw new EdgeListException(file, ListRefusal.Ragged(Likeliest(all), all));
    }

    // The delimiter of a sound list; none when the lines fit none.
    private static WidthCount? Among(
        List<WidthCount> all, ReadOnlySpan<byte> text, ListWishes wishes, bool isLast)
    {
        List<WidthCount> sound = [.. all.Where(width => IsSound(width, isLast))];
        List<WidthCount> wide = [.. sound.Where(width => width.Usual >= wishes.Columns)];
        WidthCount? blanks = wide.Find(width => width.Delimiter == ColumnDelimiter.Space);
        if (wide.Find(width => width.Delimiter == ColumnDelimiter.Tab) is { } tab)
        {
            return tab;
        }

        List<WidthCount> marks = [.. wide.Where(width => width != blanks)];
        if (marks.Count > 1 && AreCommasInside(text))
        {
            marks.RemoveAll(width => width.Delimiter == ColumnDelimiter.Comma);
        }

        if (marks.Count > 0)
        {
            return (wishes.IsCertain ? marks.Find(width => width.Usual == wishes.Columns) : null)
                ?? marks.MaxBy(width => width.Usual);
        }

        bool areBlanksMeant = blanks is not null && (sound.Count == 1 || blanks.Usual == wishes.Columns);
        return areBlanksMeant ? blanks : sound.Find(width => width != blanks);
    }

    private static bool IsSound(WidthCount width, bool isLast) =>
        width.Usual >= 2 && (width.Fit >= 1 - Tolerated || (isLast && width.Misfits <= 1 && width.Lines > 1));

    // Commas of numbers and of prose: "1,5" and "Doe, John".
    private static bool AreCommasInside(ReadOnlySpan<byte> text)
    {
        while (text.IndexOf((byte)',') is >= 0 and var at)
        {
            bool isDecimal = at > 0 && at + 1 < text.Length
                && char.IsAsciiDigit((char)text[at - 1]) && char.IsAsciiDigit((char)text[at + 1]);
            bool isProse = at + 1 < text.Length && text[at + 1] == ' ';
            if (!isDecimal && !isProse)
            {
                return false;
            }

            text = text[(at + 1)..];
        }

        return true;
    }

    // Lines of one column each: the usual message of a missing column follows, but for a delimiter that can be named.
    private static WidthCount? OneColumn(
        string file, ReadOnlySpan<byte> text, byte[] mark, ListWishes wishes, List<WidthCount> all)
    {
        WidthCount blanks = all[^1];
        if (all.Exists(width => width.Range.Most > 1 && width.Usual > 1))
        {
            return null;
        }

        foreach (string character in RareDelimiters)
        {
            WidthCount rare = Weigh(text, ColumnDelimiter.Find(character)!, mark, wishes, wishes.Header ? 1 : 0);
            if (IsSound(rare, isLast: false) && rare.Usual >= wishes.Columns)
            {
                throw new EdgeListException(file, ListRefusal.Rare(rare, text));
            }
        }

        return blanks;
    }

    private static WidthCount Likeliest(List<WidthCount> all) =>
        all.Where(width => width.Usual > 1).MaxBy(width => width.Fit) ?? all[^1];

    private static WidthCount Weigh(
        ReadOnlySpan<byte> text, ColumnDelimiter delimiter, byte[] mark, ListWishes wishes, int skip)
    {
        WidthCount width = new(delimiter, wishes.Columns);
        TextRecords records = new(text, new RecordRules(delimiter, wishes.Comment), isEnd: true);
        for (int seen = 0; seen < SampleLines && records.MoveNext();)
        {
            bool isComment = records.StartsWith(wishes.Comment) || (seen == 0 && records.StartsWith(mark));
            if (!records.IsBlank && !isComment && seen++ >= skip)
            {
                width.Add(records.Current);
            }
        }

        width.Decide(Tolerated);
        return width;
    }

    // Comments that the settings do not know: a mark on the first lines and on no others.
    private static byte[] LeadingMarkOf(ReadOnlySpan<byte> text, byte[] comment)
    {
        if (comment.Length == 0)
        {
            return [];
        }

        foreach (string candidate in (ReadOnlySpan<string>)["%", "#", "//"])
        {
            byte[] mark = Encoding.UTF8.GetBytes(candidate);
            if (!comment.AsSpan().StartsWith(mark) && IsOnlyLeading(text, mark, comment))
            {
                return mark;
            }
        }

        return [];
    }

    private static bool IsOnlyLeading(ReadOnlySpan<byte> text, byte[] mark, byte[] comment)
    {
        int leading = 0;
        int others = 0;
        TextLines lines = new(text);
        while (lines.MoveNext() && others < SampleLines)
        {
            if (lines.IsBlank || lines.StartsWith(comment))
            {
                continue;
            }

            bool isMarked = lines.StartsWith(mark);
            if (isMarked && others > 0)
            {
                return false;
            }

            leading += isMarked ? 1 : 0;
            others += isMarked ? 0 : 1;
            if (leading == 0)
            {
                return false;
            }
        }

        return leading > 0 && others > 0;
    }
}

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
