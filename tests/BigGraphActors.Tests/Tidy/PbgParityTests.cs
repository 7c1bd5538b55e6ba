using System.Reflection;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Tidy;

/// <summary>The page of parity names every key of PBG and every surprise, and only tests that exist.</summary>
public class PbgParityTests
{
    private const string Page = "docs/reference/pbg-parity.md";
    private static readonly string[] States = ["same", "better", "refused"];

    [Fact]
    public void Every_key_of_PBG_stands_in_one_row_and_no_row_names_another()
    {
        (string Key, Row Row)[] named =
            [.. RowsOf("## Keys").SelectMany(row => row.Item.Split(", ").Select(key => (key, row)))];
        SettingsKey[] keys = [.. SettingsCatalogue.Keys.Where(key => key.IsPbg)];
        Assert.Equal(keys.Select(key => $"`{key.PathPattern}`").Order(), named.Select(one => one.Key).Order());
        foreach (SettingsKey key in keys)
        {
            Row row = named.Single(one => one.Key == $"`{key.PathPattern}`").Row;
            Assert.True(
                (key.NotBuilt is not null) == (row.State is "refused"),
                $"{row}: a key that is not built is refused, and no other is");
        }
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
