using System.Text.Json;
using System.Text.Json.Nodes;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Tests.Contracts;

namespace BigGraphActors.Tests.Cli.Screens;

/// <summary>Compares a screen in both its forms with <c>tests/Fixtures/Screens</c>, 100 columns wide.</summary>
internal static class ScreenText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Check(string name, IScreen screen)
    {
        GoldenText.Check($"Screens/{name}.txt", Show(screen, json: false));
        string line = Show(screen, json: true);
        Assert.Single(line.TrimEnd().ReplaceLineEndings("\n").Split('\n'));
        GoldenText.Check($"Screens/{name}.json", JsonNode.Parse(line)!.ToJsonString(Indented));
    }

    private static string Show(IScreen screen, bool json)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, outputIsWindow: false, errorIsWindow: false)
        {
            Json = json,
        };
        terminal.Show(screen);
        return output.ToString();
    }
}
