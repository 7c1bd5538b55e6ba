using System.Text;
using System.Text.RegularExpressions;

namespace BigGraphActors.Tests.Tidy;

/// <summary>The page of differences is made from the comments that say <c>Differs:</c>, so it can not fall behind.</summary>
public partial class PbgDifferencesTests
{
    private const string Page = "docs/reference/pbg-differences.md";
    private const string Start = "<!-- from the code -->";

    [Fact]
    public void The_page_lists_every_difference_that_the_code_names()
    {
        string path = Path.Combine(SourceTree.Root, Page);
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int cut = page.IndexOf(Start, StringComparison.Ordinal);
        Assert.True(cut >= 0, $"{Page} has no line {Start}");
        string made = page[..cut] + Start + "\n" + Render();
        if (Environment.GetEnvironmentVariable("BIGGRAPH_UPDATE_CONTRACTS") == "1")
        {
            File.WriteAllText(path, made);
            return;
        }

        Assert.True(page == made, $"{Page} is behind the code; BIGGRAPH_UPDATE_CONTRACTS=1 dotnet test writes it");
    }

    private static string Render()
    {
        StringBuilder text = new();
        var found = SourceTree.Code("src")
            .SelectMany(file => Differences(file.Lines).Select(difference => (file.Path, Text: difference)))
            .OrderBy(difference => difference.Path, StringComparer.Ordinal)
            .GroupBy(difference => difference.Path.Split('/')[1]);
        foreach (var project in found)
        {
            text.Append('\n').Append("### ").Append(project.Key).Append("\n\n");
            foreach ((string path, string difference) in project)
            {
                string file = string.Join('/', path.Split('/')[2..]);
                text.Append("- ").Append(difference).Append(" (`").Append(file).Append("`)\n");
            }
        }

        return text.ToString();
    }

    /// <summary>The sentences after "Differs:" up to the end of their comment.</summary>
    private static IEnumerable<string> Differences(string[] lines)
    {
        for (int at = 0; at < lines.Length; at++)
        {
            int mark = lines[at].IndexOf("Differs: ", StringComparison.Ordinal);
            if (mark < 0)
            {
                continue;
            }

            StringBuilder text = new(lines[at][(mark + "Differs: ".Length)..]);
            while (!EndOfComment().IsMatch(lines[at]) && Comment().Match(lines[at + 1]) is { Success: true } next)
            {
                text.Append(' ').Append(next.Groups["text"].Value);
                at++;
                if (EndOfComment().IsMatch(next.Groups["text"].Value))
                {
                    break;
                }
            }

            string plain = Tag().Replace(text.ToString(), match => match.Groups["name"].Value).Trim();
            yield return char.ToUpperInvariant(plain[0]) + plain[1..];
        }
    }

    [GeneratedRegex(@"</(remarks|summary|param|returns)>")]
    private static partial Regex EndOfComment();

    [GeneratedRegex(@"^\s*///? ?(?<text>.*)$")]
    private static partial Regex Comment();

    [GeneratedRegex("</?(?:see cref=\"(?<name>[^\"]+)\" */|c|remarks|summary|param[^>]*|returns|paramref name=\"(?<name>[^\"]+)\" */)>")]
    private static partial Regex Tag();
}
