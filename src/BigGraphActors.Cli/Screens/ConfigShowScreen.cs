using System.Text.Json.Nodes;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>The value of every key of a configuration; to a program, PBG's config.json and our own keys.</summary>
internal sealed class ConfigShowScreen(RunSettings settings, bool onlyChanged) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        JsonObject facts = Facts();
        var entities = (JsonObject)facts["entities"]!;
        var relations = (JsonArray)facts["relations"]!;
        DrawBlocks(console, "entity type", entities.Select(type => (type.Key, (JsonObject)type.Value!)));
        DrawBlocks(console, "relation", relations.Select((item, index) => ($"{index}", (JsonObject)item!)));
        Table table = Tables.OfWords("key", "value", "default");
        foreach ((string path, SettingsKey? key, JsonNode? value) in Leaves(facts))
        {
            string text = TextOf(value);
            bool isDefault = key?.Default is { } fallback && IsSame(text, fallback);
            if (!isDefault || !onlyChanged)
            {
                string instead = isDefault ? "" : key?.Default ?? "(required)";
                table.AddRow(Tables.Plain(path), Tables.Plain(text), Tables.Plain(instead));
            }
        }

        Tables.Write(console, table);
    }

    public JsonObject Facts()
    {
        var facts = (JsonObject)JsonNode.Parse(PbgConfigJson.Write(settings))!;
        foreach ((string path, object? value) in SettingsView.OwnValues(settings))
        {
            int dot = path.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                facts[path] = NodeOf(value);
                continue;
            }

            if (facts[path[..dot]] is not JsonObject block)
            {
                facts[path[..dot]] = block = [];
            }

            block[path[(dot + 1)..]] = NodeOf(value);
        }

        return facts;
    }

    private static bool IsSame(string text, string fallback) =>
        text == fallback.Trim('"')
        || (double.TryParse(text, out double value) && double.TryParse(fallback, out double other) && value == other);

    private static string TextOf(JsonNode? value) => value is JsonArray list
        ? string.Join(", ", list.Select(item => item?.ToString()))
        : value?.ToString() ?? "null";

    // All blocks of a kind have the same keys, so they make one table.
    private static void DrawBlocks(
        IAnsiConsole console, string kind, IEnumerable<(string Name, JsonObject Keys)> blocks)
    {
        List<(string Name, JsonObject Keys)> all = [.. blocks];
        Table table = Tables.OfWords([kind, .. all[0].Keys.Select(key => key.Key)]);
        foreach ((string name, JsonObject keys) in all)
        {
            table.AddRow([Tables.Plain(name), .. keys.Select(key => Tables.Plain(TextOf(key.Value)))]);
        }

        Tables.Write(console, table);
    }

    private static IEnumerable<(string Path, SettingsKey? Key, JsonNode? Value)> Leaves(JsonObject root)
    {
        foreach ((string name, JsonNode? value) in root.Where(pair => pair.Key is not ("entities" or "relations")))
        {
            if (value is JsonObject nested)
            {
                SettingsBlock block = Enum.Parse<SettingsBlock>(name, ignoreCase: true);
                foreach ((string key, JsonNode? inner) in nested)
                {
                    yield return ($"{name}.{key}", SettingsCatalogue.Find(block, key), inner);
                }
            }
            else
            {
                yield return (name, SettingsCatalogue.Find(SettingsBlock.Run, name), value);
            }
        }
    }

    private static JsonNode? NodeOf(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        int number => number,
        long number => number,
        double number => number,
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        _ => value.ToString(),
    };
}
