using System.Text;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Turns PBG's config.json into a commented configuration of ours.</summary>
public static class PbgConversion
{
    private const int Width = 100;

    /// <summary>Converts PBG's configuration to HOCON.</summary>
    /// <param name="json">PBG's config.json, complete or not.</param>
    /// <param name="source">Its name in messages and in the head of the result.</param>
    /// <returns>A text that the settings' reader takes, and what was left out, each with its reason.</returns>
    /// <exception cref="SettingsException">When it cannot be used even without the keys that are not built.</exception>
    /// <remarks>
    /// Keys at their default are left out. Keys that are not built are left out too and named, where a run without
    /// them is the same model: several machines, GPUs, half precision, a higher <c>verbose</c>.
    /// </remarks>
    public static PbgConversionResult Convert(string json, string source)
    {
        HoconObject run = SettingsRoot.WithoutLegacyNames(SettingsRoot.Find(HoconReader.Read(json, source)));
        List<string> leftOut = [];
        List<HoconField> kept = [];
        foreach (HoconField field in run.Fields)
        {
            if (ReasonAgainst(field) is { } reason)
            {
                leftOut.Add($"{field.Key} = {HoconWriter.WriteInline(field.Value)}: {reason}");
            }
            else
            {
                kept.Add(field);
            }
        }

        RunSettings settings = SettingsReader.Read(new HoconObject(run.At, kept)).Settings;
        return new PbgConversionResult(Render(settings, source, leftOut), settings, leftOut);
    }

    private static string? ReasonAgainst(HoconField field)
    {
        SettingsKey? key = SettingsCatalogue.Find(SettingsBlock.Run, field.Key);
        if (key is { Name: "verbose" } && field.Value is HoconScalar level && level.TryGetInt64(out long value))
        {
            return value > 1 ? "there are only 0 and 1" : null;
        }

        if (key?.NotBuilt is not { } reason)
        {
            return null;
        }

        object? read = ValueReader.Read(key, field.Value, out string? problem);
        return problem is null && !key.Accepted.Contains(SettingsText.Of(read)) ? reason : null;
    }

    private static string Render(RunSettings settings, string source, List<string> leftOut)
    {
        StringBuilder text = new();
        Comment(
            text,
            "",
            $"Made from {source} by 'biggraph config from-pbg'. Keys that are not here have PBG's default: 'biggraph "
            + "config show' lists them all. Relative paths count from the working directory, as in PBG.");
        leftOut.ForEach(line => Comment(text, "", $"Left out: {line}."));
        text.Append("biggraph {\n");
        foreach (SettingsBinding<RunSettings> binding in RunKeys.Table.Bindings)
        {
            WriteKey(text, binding.Key, binding.Get(settings));
        }

        return text.Append("}\n").ToString();
    }

    private static void WriteKey(StringBuilder text, SettingsKey key, object? value)
    {
        switch (value)
        {
            case IReadOnlyList<KeyValuePair<string, EntitySettings>> types:
                text.Append("  entities {\n");
                foreach ((string name, EntitySettings type) in types)
                {
                    text.Append($"    {HoconPath.QuoteIfNeeded(name)} {Block(type, EntityKeys.Table)}\n");
                }

                text.Append("  }\n");
                break;
            case IReadOnlyList<RelationSettings> relations:
                text.Append("  relations = [\n");
                foreach (RelationSettings relation in relations)
                {
                    text.Append($"    {Block(relation, RelationKeys.Table)}\n");
                }

                text.Append("  ]\n");
                break;
            case ImportSettings or ValidationSettings:
                break;
            default:
                WriteScalar(text, key, SettingsText.Of(value));
                break;
        }
    }

    private static void WriteScalar(StringBuilder text, SettingsKey key, string spelt)
    {
        if (spelt != key.Default)
        {
            Comment(text, "  ", key.Meaning);
            text.Append($"  {key.Name} = {spelt}\n");
        }
    }

    private static string Block<T>(T owner, KeyTable<T> table) => "{ " + string.Join(", ", table.Bindings
        .Select(binding => (binding.Key, Text: SettingsText.Of(binding.Get(owner))))
        .Where(pair => pair.Text != pair.Key.Default)
        .Select(pair => $"{pair.Key.Name} = {pair.Text}")) + " }";

    private static void Comment(StringBuilder text, string indent, string sentences)
    {
        StringBuilder line = new(indent + "#");
        foreach (string word in sentences.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear().Append(indent).Append('#');
            }

            line.Append(' ').Append(word);
        }

        text.Append(line).Append('\n');
    }
}

/// <summary>A configuration made from PBG's.</summary>
/// <param name="Text">HOCON, as it is to be written.</param>
/// <param name="Settings">The run that the text describes.</param>
/// <param name="LeftOut">Keys of PBG's that it lacks: key, value and reason.</param>
public sealed record PbgConversionResult(string Text, RunSettings Settings, IReadOnlyList<string> LeftOut);
