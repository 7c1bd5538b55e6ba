using System.Text.Json.Nodes;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>The value of one key of a configuration, or of a block.</summary>
/// <remarks>PBG: <c>torchbiggraph_config CONFIG QUERY</c>.</remarks>
internal sealed class ConfigValueScreen(string path, JsonNode? value) : IScreen
{
    /// <summary>Finds a key.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="path">Such as <c>lr</c>, <c>relations.0.operator</c>, <c>entities.user</c>.</param>
    /// <returns>What to show, or nothing where there is no such key.</returns>
    public static ConfigValueScreen? Find(RunSettings settings, string path)
    {
        JsonNode? node = new ConfigShowScreen(settings, onlyChanged: false).Facts();
        foreach (string step in path.Replace('[', '.').Replace("]", "", StringComparison.Ordinal).Split('.'))
        {
            switch (node)
            {
                case JsonObject block when block.ContainsKey(step):
                    node = block[step];
                    break;
                case JsonArray list when int.TryParse(step, out int index) && (uint)index < (uint)list.Count:
                    node = list[index];
                    break;
                default:
                    return null;
            }
        }

        return new ConfigValueScreen(path, node?.DeepClone());
    }

    public void Draw(IAnsiConsole console)
    {
        // Not through the console's own lines, which break at its width: a script may read this.
        console.Profile.Out.Writer.WriteLine(value switch
        {
            null => "null",
            JsonObject or JsonArray => value.ToJsonString(),
            _ => value.ToString(),
        });
    }

    public JsonObject Facts() => new() { ["key"] = path, ["value"] = value?.DeepClone() };
}
