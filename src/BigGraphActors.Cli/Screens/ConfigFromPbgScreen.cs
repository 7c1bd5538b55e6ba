using System.Text.Json.Nodes;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>A configuration that was made from PBG's, and what it lacks.</summary>
/// <param name="config">The file that was written.</param>
/// <param name="source">Where PBG's was found.</param>
/// <param name="converted">The text that was written, and the keys that were left out.</param>
internal sealed class ConfigFromPbgScreen(string config, string source, PbgConversionResult converted) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        foreach (string line in converted.LeftOut)
        {
            console.WriteLine($"left out: {line}");
        }

        foreach (string path in MissingPaths())
        {
            console.WriteLine($"note: {path} is not there seen from this folder; PBG's paths count from where it ran");
        }

        console.WriteLine($"Wrote {config} from {source}. Look at it, then: biggraph train {config}");
    }

    public JsonObject Facts() => new()
    {
        ["config"] = config,
        ["source"] = source,
        ["left_out"] = new JsonArray([.. converted.LeftOut.Select(line => (JsonNode)line)]),
        ["missing_paths"] = new JsonArray([.. MissingPaths().Select(path => (JsonNode)path)]),
    };

    private IEnumerable<string> MissingPaths() => new[] { converted.Settings.EntityPath }
        .Concat(converted.Settings.EdgePaths)
        .Where(path => !Directory.Exists(path));
}
