using System.CommandLine;
using System.Reflection;
using System.Text;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Tidy;

/// <summary>The page of parity names every key, option and surprise, and only tests that exist.</summary>
public class PbgParityTests
{
    private const string Page = "docs/reference/pbg-parity.md";
    private const string OptionsHeading = "## Options of biggraph";
    private const string OptionsHead = "| option | state | how, or why not | test |\n|---|---|---|---|\n";
    private static readonly string[] States = ["same", "better", "refused", "not yet", "ours"];

    [Fact]
    public void Every_key_has_one_row_and_no_row_names_another()
    {
        Row[] rows = [.. RowsOf("## Keys")];
        Assert.Equal(
            SettingsCatalogue.Keys.Select(key => $"`{key.PathPattern}`").Order(), rows.Select(row => row.Item).Order());
        foreach (SettingsKey key in SettingsCatalogue.Keys)
        {
            Row row = rows.Single(candidate => candidate.Item == $"`{key.PathPattern}`");
            Assert.True(key.IsPbg == (row.State != "ours"), $"{row}: only keys that PBG lacks are ours");
            Assert.True(
                (key.NotBuilt is not null) == (row.State is "refused" or "not yet"),
                $"{row}: a key that is not built is refused or not yet there, and no other is");
        }
    }

    [Fact]
    public void Every_option_of_the_program_has_its_row()
    {
        string path = Path.Combine(SourceTree.Root, Page);
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        Dictionary<string, Row> known = RowsOf(OptionsHeading).ToDictionary(row => row.Item);
        StringBuilder made = new(OptionsHead);
        foreach (string option in Options())
        {
            Row row = known.GetValueOrDefault($"`{option}`") ?? new Row(option, $"`{option}`", "ours", "", "");
            made.Append($"| {row.Item} | {row.State} | {row.How} | {row.Test} |\n".Replace("|  |", "| |"));
        }

        int start = page.IndexOf(OptionsHeading, StringComparison.Ordinal) + OptionsHeading.Length;
        int end = page.IndexOf("\n## ", start, StringComparison.Ordinal);
        string whole = $"{page[..start]}\n\n{made}{page[end..]}";
        if (Environment.GetEnvironmentVariable("BIGGRAPH_UPDATE_CONTRACTS") == "1")
        {
            File.WriteAllText(path, whole);
            return;
        }

        Assert.True(page == whole, $"{Page} is behind the program; BIGGRAPH_UPDATE_CONTRACTS=1 dotnet test writes it");
    }

    [Fact]
    public void Every_row_has_a_state_and_what_works_has_a_test_that_exists()
    {
        Dictionary<string, Type> types = typeof(PbgParityTests).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, IsPublic: true } && type.GetMethods().Any(IsTest))
            .GroupBy(type => type.Name)
            .ToDictionary(group => group.Key, group => group.First());
        foreach (Row row in AllRows())
        {
            Assert.True(States.Contains(row.State), $"{row.Line}: '{row.State}' is none of {string.Join(", ", States)}");
            Assert.True(
                row.State is not ("same" or "better") || row.Test.Length > 0, $"{row.Line}: what works names its test");
            string[] test = row.Test.Trim('`').Split('.');
            Assert.True(
                row.Test.Length == 0
                    || (types.TryGetValue(test[0], out Type? type)
                        && (test.Length == 1 || type.GetMethods().Any(m => m.Name == test[1] && IsTest(m)))),
                $"{row.Line}: there is no test {row.Test}");
        }
    }

    [Fact]
    public void The_fifty_surprises_are_all_there()
    {
        string[] numbers = [.. RowsOf("## The fifty surprises").Select(row => row.Item.Split(' ')[0])];
        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"{number}"), numbers);
    }

    private static bool IsTest(MethodInfo method) => method.GetCustomAttributes<FactAttribute>(inherit: true).Any();

    private static IEnumerable<string> Options()
    {
        Terminal terminal = new(TextWriter.Null, TextWriter.Null, outputIsWindow: false, errorIsWindow: false);
        return OptionsOf(BiggraphProgram.CreateRoot(new Session(terminal, CancellationToken.None)).Root, "biggraph");

        static IEnumerable<string> OptionsOf(Command command, string path) => command.Options
            .Where(option => !option.Name.Contains("help", StringComparison.Ordinal))
            .Select(option => $"{path} {option.Name}")
            .Concat(command.Subcommands.SelectMany(child => OptionsOf(child, $"{path} {child.Name}")));
    }

    private static IEnumerable<Row> AllRows() => File.ReadAllLines(Path.Combine(SourceTree.Root, Page))
        .SkipWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("how, or why not"))
        .Select(Read);

    private static IEnumerable<Row> RowsOf(string heading) => File.ReadAllLines(Path.Combine(SourceTree.Root, Page))
        .SkipWhile(line => line != heading)
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("how, or why not"))
        .Select(Read);

    private static Row Read(string line)
    {
        string[] cells = [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
        Assert.True(cells.Length == 4, $"{line}: four cells, found {cells.Length}");
        return new Row(line, cells[0], cells[1], cells[2], cells[3]);
    }

    private sealed record Row(string Line, string Item, string State, string How, string Test);
}
