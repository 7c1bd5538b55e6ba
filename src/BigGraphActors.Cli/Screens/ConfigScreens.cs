using System.Text.Json.Nodes;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
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

/// <summary>What was seen in edge lists, and what to do with the configuration that was drafted for them.</summary>
internal sealed class ConfigInitScreen(string config, EdgeListFinding finding) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table files = Tables.OfFigures("edge list", "edges", "left names", "right names", "on both sides");
        foreach (EdgeListShape file in finding.Files)
        {
            files.AddRow(
                Tables.Plain(file.File),
                (file.IsEstimate ? "about " : "") + Figures.Count(file.Edges),
                Figures.Count(file.LhsNames),
                Figures.Count(file.RhsNames),
                Figures.Count(file.SharedNames));
        }

        Tables.Write(console, files);
        Table columns = Tables.OfWords("column", "name", "read as", "such as");
        foreach (ColumnShape column in finding.Files[0].Columns)
        {
            columns.AddRow(
                Figures.Count(column.Index),
                Tables.Plain(column.Name ?? ""),
                WordsOf(column.Role),
                Tables.Plain(string.Join(", ", column.Examples)));
        }

        Tables.Write(console, columns);
        foreach (string note in finding.Notes)
        {
            console.WriteLine($"note: {note}");
        }

        console.WriteLine($"Wrote {config}. Look at it, then: biggraph run {config}");
    }

    public JsonObject Facts() => new()
    {
        ["config"] = config,
        ["edges"] = finding.Files.Sum(file => file.Edges),
        ["relations"] = finding.Relations.Count,
        ["lhs_column"] = finding.Import.LhsColumn,
        ["relation_column"] = finding.Import.RelationColumn,
        ["rhs_column"] = finding.Import.RhsColumn,
        ["weight_column"] = finding.Import.WeightColumn,
        ["delimiter"] = finding.Import.Delimiter.Word,
        ["header"] = finding.Import.Header,
        ["notes"] = new JsonArray([.. finding.Notes.Select(note => (JsonNode)note)]),
    };

    private static string WordsOf(ColumnRole role) => role switch
    {
        ColumnRole.Lhs => "left-hand entity",
        ColumnRole.Relation => "relation",
        ColumnRole.Rhs => "right-hand entity",
        ColumnRole.Weight => "weight",
        _ => "nothing",
    };
}

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
