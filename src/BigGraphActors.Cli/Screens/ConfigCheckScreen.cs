using System.Text.Json.Nodes;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What a check of a configuration found.</summary>
internal sealed class ConfigCheckScreen(
    string config, IReadOnlyList<SettingsProblem> problems, IReadOnlyList<SettingsWarning> warnings) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        foreach (SettingsWarning warning in warnings)
        {
            console.WriteLine($"warning: {warning}");
        }

        string outcome = problems.Count == 0 ? "OK" : Figures.Count(problems.Count, "problem");
        console.WriteLine($"{config}: {outcome}");
    }

    public JsonObject Facts() => new()
    {
        ["config"] = config,
        ["ok"] = problems.Count == 0,
        ["problems"] = new JsonArray([.. problems.Select(p => (JsonNode)Finding(p.At, p.Path, p.Text))]),
        ["warnings"] = new JsonArray([.. warnings.Select(w => (JsonNode)Finding(w.At, w.Path, w.Text))]),
    };

    private static JsonObject Finding(SourcePosition at, string path, string text) => new JsonObject
    {
        ["source"] = at.Source,
        ["line"] = at.Line,
        ["column"] = at.Column,
        ["path"] = path,
        ["text"] = text,
    };
}
