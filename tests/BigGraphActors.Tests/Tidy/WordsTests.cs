using System.Text.RegularExpressions;

namespace BigGraphActors.Tests.Tidy;

/// <summary>What people read says something, and says it in plain words.</summary>
public sealed partial class WordsTests
{
    private const int LongestLine = 120;
    private const int LongestSentence = 40;

    [Fact]
    public void A_docstring_says_more_than_the_name_it_belongs_to() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        from line in file.Lines.Index()
        from Match doc in Docstring().Matches(line.Item)
        where SaysNothing(doc.Groups["text"].Value, doc.Groups["name"].Value)
        select $"{file.Path}:{line.Index + 1}: {doc.Value}");

    [Theory]
    [InlineData("Which.", "table", true)]
    [InlineData("Likewise.", "copies", true)]
    [InlineData("The other way.", "", true)]
    [InlineData("As it was scored.", "path", true)]
    [InlineData("The bucket.", "bucket", true)]
    [InlineData("Which partition.", "partition", true)]
    [InlineData("Edges.", "count", true)]
    [InlineData("Of the run.", "seed", true)]
    [InlineData("Writes it.", "", true)]
    [InlineData("The node's.", "settings", true)]
    [InlineData("Overwritten.", "destination", false)]
    [InlineData("<c>[rows]</c>.", "scales", false)]
    [InlineData("UTF-8.", "value", false)]
    [InlineData("Learning rate.", "lr", false)]
    [InlineData("Number of edges.", "count", false)]
    public void Empty_docstrings_are_told_from_short_ones(string text, string name, bool saysNothing) =>
        Assert.Equal(saysNothing, SaysNothing(text, name));

    [Fact]
    public void Pages_and_code_hold_no_riddles() => ShouldBeEmpty(
        from text in Texts()
        from line in text.Lines.Index()
        let riddle = Riddle().Match(line.Item)
        where riddle.Success
        select $"{text.Path}:{line.Index + 1}: '{riddle.Value}'");

    [Fact]
    public void No_line_of_a_page_is_longer_than_120_characters() => ShouldBeEmpty(
        from page in PagesWrittenByHand()
        from line in Prose(page).Where(line => line.Text.Length > LongestLine)
        select $"{SourceTree.Relative(page)}:{line.Number}: {line.Text.Length} characters");

    [Fact]
    public void No_sentence_of_a_guide_is_longer_than_40_words() => ShouldBeEmpty(
        from page in SourceTree.Pages()
        where SourceTree.Relative(page) is "README.md" || SourceTree.Relative(page).StartsWith("docs/guides/")
        from sentence in Sentences(page)
        let words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length
        where words > LongestSentence
        select $"{SourceTree.Relative(page)}: {words} words: {sentence}");

    [Fact]
    public void Every_page_stands_in_the_reading_order()
    {
        string order = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "README.md"));
        ShouldBeEmpty(
            from page in SourceTree.Pages()
            let path = SourceTree.Relative(page)
            where path is not ("README.md" or "docs/README.md")
            where !order.Contains($"]({path["docs/".Length..]})", StringComparison.Ordinal)
            select path);
    }

    private static void ShouldBeEmpty(IEnumerable<string> breaches)
    {
        string[] all = [.. breaches];
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }

    /// <summary>Whether a docstring leaves out what its reader came for: unit, shape, range, owner or purpose.</summary>
    private static bool SaysNothing(string text, string name)
    {
        string plain = text.Trim();
        return (OneWord().IsMatch(plain) && !plain.StartsWith("Overwritten") && !plain.StartsWith("Replaced"))
            || Echo().IsMatch(plain)
            || QuestionWord().IsMatch(plain)
            || Fragment().IsMatch(plain)
            || (TwoWords().Match(plain) is { Success: true } two
                && string.Equals(two.Groups["noun"].Value, name, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<(string Path, string[] Lines)> Texts() => SourceTree.Code("src")
        .Concat(SourceTree.Pages().Select(page => (SourceTree.Relative(page), File.ReadAllLines(page))));

    /// <summary>All pages but those that are made from the code, whose words are checked where they stand.</summary>
    private static IEnumerable<string> PagesWrittenByHand() => SourceTree.Pages().Where(
        page => SourceTree.Relative(page) is not
            ("docs/reference/pbg-differences.md" or "docs/reference/settings.md" or "docs/reference/cli.md"));

    /// <summary>The lines of a page outside of tables and code.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(string page)
    {
        bool isCode = false;
        foreach ((int index, string line) in File.ReadAllLines(page).Index())
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode && !line.StartsWith('|') && !line.StartsWith("    ", StringComparison.Ordinal))
            {
                yield return (index + 1, line);
            }
        }
    }

    /// <summary>A page's sentences: they end with a full stop, and at an item of a list, a heading or a gap.</summary>
    private static IEnumerable<string> Sentences(string page)
    {
        IEnumerable<string> lines = Prose(page).Select(line => Item().IsMatch(line.Text) ? "\n" + line.Text : line.Text);
        string text = Link().Replace(string.Join('\n', lines), "${text}");
        return text.Split("\n\n").SelectMany(part => SentenceEnd().Split(part.ReplaceLineEndings(" ")));
    }

    [GeneratedRegex("""<(?<kind>summary|returns|param name="(?<name>\w+)")>(?<text>[^\r\n]*?)</(summary|returns|param)>""")]
    private static partial Regex Docstring();

    [GeneratedRegex(@"^[A-Z][a-z]*\.$")]
    private static partial Regex OneWord();

    [GeneratedRegex(@"^(As (it|they) (was|were) \w+|The other way|The same)\.$")]
    private static partial Regex Echo();

    [GeneratedRegex(@"^(Which|What|Where|Who|Whose|How|Why)( \w+){1,2}\.$")]
    private static partial Regex QuestionWord();

    [GeneratedRegex(@"^(Of the \w+|\w+ (it|them)|(The|This|The other) (\w+ )?\w+'s|For people|The verb|From now)\.$")]
    private static partial Regex Fragment();

    [GeneratedRegex(@"^(The|Its|A|Their) (?<noun>\w+)\.$")]
    private static partial Regex TwoWords();

    [GeneratedRegex(
        @"\b(likewise|whoever)\b|hears? of (it|the|each|a|bytes)\b|\bunasked\b(?!_)|near in space|first three in one",
        RegexOptions.IgnoreCase)]
    private static partial Regex Riddle();

    [GeneratedRegex(@"^\s*([-*]|\d+\.) |^#")]
    private static partial Regex Item();

    [GeneratedRegex(@"\[(?<text>[^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=[.!?:])\s+(?=[A-Z`*\[])")]
    private static partial Regex SentenceEnd();
}
