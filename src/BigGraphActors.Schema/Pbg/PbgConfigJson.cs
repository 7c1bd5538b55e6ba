using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Schema.Pbg;

/// <summary>
/// Writes settings as PBG's config.json, byte for byte as PBG would; <see cref="SettingsReader"/> reads it.
/// </summary>
/// <remarks>PBG: <c>json.dumps(config.to_dict(), indent=4)</c>. Our own keys (seed, import) are left out.</remarks>
public static class PbgConfigJson
{
    private const int SpacesPerLevel = 4;

    /// <summary>Every key of PBG's in its order, ASCII only, without a line end after the last brace.</summary>
    public static string Write(RunSettings settings)
    {
        StringBuilder json = new();
        WriteBlock(json, settings, RunKeys.Table, 0, static key => key.IsPbg);
        return json.ToString();
    }

    /// <summary>
    /// Our own keys too, in the same form, for another process of ours: all that training heeds, and so not the blocks
    /// <c>import</c>, <c>validation</c> and <c>node</c>.
    /// </summary>
    public static string WriteWithOurs(RunSettings settings)
    {
        StringBuilder json = new();
        WriteBlock(json, settings, RunKeys.Table, 0, static key => key.Type is not (
            SettingsType.ImportBlock or SettingsType.ValidationBlock or SettingsType.NodeBlock));
        return json.ToString();
    }

    private static void WriteBlock<T>(
        StringBuilder json, T owner, KeyTable<T> table, int level, Func<SettingsKey, bool> isMeant)
    {
        IEnumerable<SettingsBinding<T>> bindings = table.Bindings.Where(binding => isMeant(binding.Key));
        WriteItems(json, "{}", bindings, level, binding =>
        {
            WriteText(json, binding.Key.Name);
            json.Append(": ");
            WriteValue(json, binding.Get(owner), level + 1, isMeant);
        });
    }

    private static void WriteValue(StringBuilder json, object? value, int level, Func<SettingsKey, bool> isMeant)
    {
        switch (value)
        {
            case string text:
                WriteText(json, text);
                break;
            case Enum choice:
                WriteText(json, ChoiceNames.Of(choice));
                break;
            case IEnumerable<string> texts:
                WriteItems(json, "[]", texts, level, text => WriteText(json, text));
                break;
            case IEnumerable<KeyValuePair<string, EntitySettings>> types:
                WriteItems(json, "{}", types, level, type =>
                {
                    WriteText(json, type.Key);
                    json.Append(": ");
                    WriteBlock(json, type.Value, EntityKeys.Table, level + 1, isMeant);
                });
                break;
            case IEnumerable<RelationSettings> relations:
                WriteItems(
                    json,
                    "[]",
                    relations,
                    level,
                    item => WriteBlock(json, item, RelationKeys.Table, level + 1, isMeant));
                break;
            default:
                // null, truth values and numbers are spelt alike in JSON and HOCON.
                json.Append(SettingsText.Of(value));
                break;
        }
    }

    private static void WriteItems<T>(
        StringBuilder json, string brackets, IEnumerable<T> items, int level, Action<T> write)
    {
        json.Append(brackets[0]);
        bool isFirst = true;
        foreach (T item in items)
        {
            json.Append(isFirst ? "\n" : ",\n").Append(' ', SpacesPerLevel * (level + 1));
            write(item);
            isFirst = false;
        }

        if (!isFirst)
        {
            json.Append('\n').Append(' ', SpacesPerLevel * level);
        }

        json.Append(brackets[1]);
    }

    private static void WriteText(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                >= ' ' and <= '~' => json.Append(c),
                _ => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            };
        }

        json.Append('"');
    }
}
