using System.Text.RegularExpressions;

namespace BigGraphActors.Tests.Tidy;

/// <summary>The rules of docs/STYLE.md that a machine can see.</summary>
public partial class StyleTests
{
    private const int LongestFile = 600;
    private const int LongestType = 450;
    private const int LongestMethod = 70;
    private const int LongestLine = 120;

    [Fact]
    public void No_file_is_longer_than_600_lines() => ShouldBeEmpty(
        from file in SourceTree.Code("src", "tests")
        where file.Lines.Length > LongestFile
        select $"{file.Path}: {file.Lines.Length} lines");

    [Fact]
    public void No_type_is_longer_than_450_lines_over_all_its_files() => ShouldBeEmpty(
        from type in Types().GroupBy(type => type.Name, type => type.Length)
        where type.Sum() > LongestType
        select $"{type.Key}: {type.Sum()} lines");

    [Fact]
    public void No_line_is_longer_than_120_characters() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        from line in file.Lines.Index()
        where line.Item.Length > LongestLine
        select $"{file.Path}:{line.Index + 1}: {line.Item.Length} characters");

    [Fact]
    public void No_method_is_longer_than_70_lines() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        from block in Blocks(file.Lines)
        where block.Length > LongestMethod
        select $"{file.Path}:{block.Start}: {block.Length} lines");

    [Fact]
    public void Code_holds_no_leftovers()
    {
        Dictionary<string, Regex> banned = new()
        {
            ["a note to do something later"] = new(@"\b(TODO|FIXME|HACK)\b"),
            ["a stub"] = new(@"NotImplementedException"),
            ["an exception without a type"] = new(@"throw new Exception\("),
            ["a region"] = new(@"^\s*#region"),
            ["a sleep in place of a wait"] = new(@"Thread\.Sleep\("),
            ["a path of one machine"] = new(@"""/(work|tmp|home|root)/"),
            ["a clock that knows no time zone"] = new(@"DateTime\.Now\b"),
        };
        ShouldBeEmpty(
            from file in SourceTree.Code("src", "tests")
            where !file.Path.EndsWith("Tidy/StyleTests.cs", StringComparison.Ordinal)
            from line in file.Lines.Index()
            from rule in banned
            where rule.Value.IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {rule.Key}");
    }

    [Fact]
    public void Only_actors_and_what_starts_them_know_of_Akka() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        where !file.Path.Contains("Cluster/Hosting/", StringComparison.Ordinal)
            && !file.Path.Contains("Cluster/Wire/", StringComparison.Ordinal)
            && !file.Path.Contains("Cluster/Nodes/", StringComparison.Ordinal)
            && !file.Path.EndsWith("Actor.cs", StringComparison.Ordinal)
            && !file.Path.EndsWith("Hosting.cs", StringComparison.Ordinal)
        from line in file.Lines.Index()
        where line.Item.StartsWith("using Akka", StringComparison.Ordinal)
        select $"{file.Path}:{line.Index + 1}: decisions are made without an actor system");

    [Fact]
    public void Type_names_say_what_a_thing_is() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        from line in file.Lines.Index()
        let type = TypeDeclaration().Match(line.Item)
        where type.Success && EmptyWord().IsMatch(type.Groups["name"].Value)
        select $"{file.Path}:{line.Index + 1}: {type.Groups["name"].Value}");

    [Fact]
    public void Namespaces_follow_folders() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        let expected = Path.GetDirectoryName(file.Path)!.Replace("src/", string.Empty, StringComparison.Ordinal)
            .Replace('/', '.').Replace('\\', '.')
        let declared = file.Lines.FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal))
        where declared is not null && declared != $"namespace {expected};"
        select $"{file.Path}: {declared} in folder {expected}");

    [Fact]
    public void Only_numerics_and_storage_are_unsafe() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        where !file.Path.Contains("Numerics", StringComparison.Ordinal)
            && !file.Path.Contains("Storage", StringComparison.Ordinal)
        from line in file.Lines.Index()
        where UnsafeWord().IsMatch(line.Item)
        select $"{file.Path}:{line.Index + 1}");

    [Fact]
    public void Only_the_program_writes_to_the_console() => ShouldBeEmpty(
        from file in SourceTree.Code("src")
        where !file.Path.Contains("BigGraphActors.Cli", StringComparison.Ordinal)
        from line in file.Lines.Index()
        where line.Item.Contains("Console.", StringComparison.Ordinal)
        select $"{file.Path}:{line.Index + 1}");

    [Fact]
    public void Links_of_the_docs_lead_somewhere() => ShouldBeEmpty(
        from page in SourceTree.Pages()
        from Match link in MarkdownLink().Matches(File.ReadAllText(page))
        let target = link.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
        where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
        select $"{SourceTree.Relative(page)}: {target}");

    [Fact]
    public void Source_files_that_pages_name_are_there()
    {
        // A page leaves out "src/BigGraphActors." before a project; XCommand.cs stands for a file that is still to come.
        string[] files = [.. SourceTree.Code("src", "tests").Select(file => file.Path)];
        ShouldBeEmpty(
            from page in SourceTree.Pages()
            where !SourceTree.Relative(page).StartsWith("docs/log/", StringComparison.Ordinal)
            from Match name in SourceFile().Matches(File.ReadAllText(page))
            let end = name.Groups["path"].Value
            where !files.Any(file => file.EndsWith($"/{end}", StringComparison.Ordinal)
                || file.EndsWith($".{end}", StringComparison.Ordinal))
            select $"{SourceTree.Relative(page)}: {end}");
    }

    private static void ShouldBeEmpty(IEnumerable<string> breaches)
    {
        string[] all = [.. breaches];
        Assert.True(all.Length == 0, string.Join(Environment.NewLine, all));
    }

    /// <summary>
    /// Each part of each type of a namespace, from its declaration to the brace that closes it; nested types count.
    /// </summary>
    private static IEnumerable<(string Name, int Length)> Types()
    {
        foreach ((string path, string[] lines) in SourceTree.Code("src"))
        {
            for (int at = 0; at < lines.Length; at++)
            {
                Match declaration = TopLevelType().Match(lines[at]);
                if (declaration.Success)
                {
                    int start = at;
                    while (at < lines.Length - 1 && lines[at] != "}" && !IsWithoutBody(lines, start, at))
                    {
                        at++;
                    }

                    string folder = path[..path.LastIndexOf('/')];
                    yield return ($"{folder}/{declaration.Groups["name"].Value}", at - start + 1);
                }
            }
        }
    }

    /// <summary>Whether a declaration ends with a semicolon before a brace opens a body.</summary>
    private static bool IsWithoutBody(string[] lines, int start, int at) =>
        lines[at].EndsWith(';') && !lines.AsSpan(start, at - start).Contains("{");

    /// <summary>The bodies of a file's members: from a brace at their indentation to the next one that closes it.</summary>
    private static IEnumerable<(int Start, int Length)> Blocks(string[] lines)
    {
        foreach (string indent in new[] { "    ", "        " })
        {
            int start = -1;
            bool isType = false;
            for (int at = 0; at < lines.Length; at++)
            {
                if (lines[at] == indent + "{")
                {
                    start = at;
                    isType = at > 0 && TypeDeclaration().IsMatch(string.Join(' ', lines[Math.Max(0, at - 4)..at]));
                }
                else if (lines[at].StartsWith(indent + "}", StringComparison.Ordinal) && start >= 0)
                {
                    if (!isType)
                    {
                        yield return (start, at - start);
                    }

                    start = -1;
                }
            }
        }
    }

    [GeneratedRegex(@"`(?<path>(\w+/)*(?!X[A-Z])\w+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"^\s*(public|internal|private|file)?.*\b(class|record|struct|interface|enum) (?<name>\w+)[ <({:]?")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^(public|internal|file)\b.*?\b(class|record struct|record|struct|interface|enum) (?<name>\w+)")]
    private static partial Regex TopLevelType();

    [GeneratedRegex("(Manager|Helper|Util|Utils|Common|Base|Impl|Data|Info)$")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"\bunsafe\b (struct|class|partial|void|static|delegate)|\bunsafe$")]
    private static partial Regex UnsafeWord();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex MarkdownLink();
}
