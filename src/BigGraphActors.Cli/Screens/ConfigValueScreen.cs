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
        JsonObject all = new ConfigShowScreen(settings, onlyChanged: false).Facts();
        return TryFind(all, path, out JsonNode? value) ? new ConfigValueScreen(path, value?.DeepClone()) : null;
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

    /// <summary>Follows a path; names of entity types may have dots in them.</summary>
    private static bool TryFind(JsonNode? node, string path, out JsonNode? value)
    {
        value = node;
        if (path.Length == 0)
        {
            return true;
        }

        if (node is JsonArray list)
        {
            int end = path.IndexOf('.', StringComparison.Ordinal);
            string index = (end < 0 ? path : path[..end]).Trim('[', ']');
            return int.TryParse(index, out int at) && (uint)at < (uint)list.Count
                && TryFind(list[at], end < 0 ? "" : path[(end + 1)..], out value);
        }

        foreach ((string name, JsonNode? inner) in node as JsonObject ?? [])
        {
            string rest = path.StartsWith(name, StringComparison.Ordinal) ? path[name.Length..] : "?";
            if (rest.Length == 0 || rest[0] is '.' or '[')
            {
                if (TryFind(inner, rest.TrimStart('.'), out value))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
