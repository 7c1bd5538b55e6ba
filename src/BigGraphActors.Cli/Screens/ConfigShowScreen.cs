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

        console.Write(table);
    }

    public JsonObject Facts()
    {
        var facts = (JsonObject)JsonNode.Parse(PbgConfigJson.Write(settings))!;
        facts["seed"] = settings.Seed;
        facts["regularizer-scope"] = Word($"{settings.RegularizerScope}");
        if (settings.Import is { } import)
        {
            facts["import"] = ImportFacts(import);
        }

        if (settings.Validation is { } validation)
        {
            facts["validation"] = ValidationFacts(validation);
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

        console.Write(table);
    }

    private static IEnumerable<(string Path, SettingsKey? Key, JsonNode? Value)> Leaves(JsonObject root)
    {
        foreach ((string name, JsonNode? value) in root.Where(pair => pair.Key is not ("entities" or "relations")))
        {
            if (value is JsonObject nested)
            {
                foreach ((string key, JsonNode? inner) in nested)
                {
                    SettingsBlock block = name == "import" ? SettingsBlock.Import : SettingsBlock.Validation;
                    yield return ($"{name}.{key}", SettingsCatalogue.Find(block, key), inner);
                }
            }
            else
            {
                yield return (name, SettingsCatalogue.Find(SettingsBlock.Run, name), value);
            }
        }
    }

    private static JsonObject ImportFacts(ImportSettings import) => new()
    {
        ["files"] = List(import.Files),
        ["edge-paths"] = import.EdgePaths is { } paths ? List(paths) : null,
        ["lhs-column"] = import.LhsColumn,
        ["relation-column"] = import.RelationColumn,
        ["rhs-column"] = import.RhsColumn,
        ["weight-column"] = import.WeightColumn,
        ["delimiter"] = import.Delimiter.ToString().ToLowerInvariant(),
        ["header"] = import.Header,
        ["comment"] = import.Comment,
        ["entity-min-count"] = import.EntityMinCount,
        ["relation-min-count"] = import.RelationMinCount,
        ["spread-unpartitioned"] = import.SpreadUnpartitioned,
    };

    private static JsonObject ValidationFacts(ValidationSettings validation) => new()
    {
        ["edge-paths"] = List(validation.EdgePaths),
        ["metric"] = Word(validation.Metric == ValidationMetric.PosRank ? "pos_rank" : $"{validation.Metric}"),
        ["every"] = validation.Every,
        ["patience"] = validation.Patience,
        ["min-improvement"] = validation.MinImprovement,
        ["filtered"] = validation.Filtered,
        ["candidates"] = Word($"{validation.Candidates}"),
    };

    private static string Word(string choice) => choice.ToLowerInvariant();

    private static JsonArray List(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
