using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>Turns one HOCON value into the value of a key, as PBG's loader does.</summary>
/// <remarks>
/// PBG: <c>schema.Loader</c>. Truth values are lenient, whole numbers are numbers, text is never a number.
/// Differs: true and false are refused where a number is expected. In Python they count as 1 and 0.
/// </remarks>
internal static class ValueReader
{
    private const int MaxShownLength = 60;

    private static readonly string[] TrueWords = ["1", "y", "yes", "true", "on"];
    private static readonly string[] FalseWords = ["0", "n", "no", "false", "off"];

    /// <summary>Reads a scalar or a list of texts.</summary>
    /// <param name="key">Gives the type that the value must have.</param>
    /// <param name="node">The value as the file has it.</param>
    /// <param name="problem">Why the value cannot be taken, or none.</param>
    /// <returns>bool, int, long, double, string, the canonical word of a choice, a list, or null.</returns>
    public static object? Read(SettingsKey key, HoconNode node, out string? problem)
    {
        problem = null;
        if (node is HoconScalar { IsNull: true })
        {
            problem = key.IsNullable ? null : $"must not be null; expected {key.Allowed}";
            return null;
        }

        object? value = key.Type == SettingsType.TextList ? ReadTexts(node) : ReadScalar(key, node as HoconScalar);
        problem = value is null
            ? $"expected {key.Allowed}, found {Describe(node)}{ChoiceHint(key, node)}"
            : LimitProblem(key, value);
        return value;
    }

    /// <summary>The value as written and what kind it is, cut where it is endless.</summary>
    public static string Describe(HoconNode node)
    {
        if (node is HoconScalar { IsNull: true })
        {
            return "null";
        }

        string shown = node is HoconScalar scalar ? scalar.Text : HoconWriter.WriteInline(node);
        return $"{node.Kind} '{(shown.Length > MaxShownLength ? shown[..MaxShownLength] + "..." : shown)}'";
    }

    private static object? ReadScalar(SettingsKey key, HoconScalar? scalar) => (key.Type, scalar) switch
    {
        (_, null) => null,
        (SettingsType.Truth, _) => ReadTruth(scalar),
        (SettingsType.Integer, _) =>
            scalar.TryGetInt64(out long small) && small is >= int.MinValue and <= int.MaxValue ? (int)small : null,
        (SettingsType.LongInteger, _) => scalar.TryGetInt64(out long large) ? large : null,
        (SettingsType.Number, _) => scalar.TryGetDouble(out double number) ? number : null,
        (SettingsType.Text, _) => IsText(scalar) ? scalar.Text : null,
        (SettingsType.Choice, _) => IsText(scalar) ? FindChoice(key, scalar.Text) : null,
        (SettingsType.Delimiter, _) => IsText(scalar) ? ColumnDelimiter.Find(scalar.Text)?.Word : null,
        _ => null,
    };

    private static bool? ReadTruth(HoconScalar scalar)
    {
        string word = scalar.Text.ToLowerInvariant();
        return Array.IndexOf(TrueWords, word) >= 0 ? true
            : Array.IndexOf(FalseWords, word) >= 0 ? false
            : null;
    }

    private static string? FindChoice(SettingsKey key, string word) =>
        key.Choices.FirstOrDefault(choice => choice.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static string[]? ReadTexts(HoconNode node) =>
        node is HoconArray array && array.All(item => item is HoconScalar scalar && IsText(scalar))
            ? [.. array.Select(item => ((HoconScalar)item).Text)]
            : null;

    private static bool IsText(HoconScalar scalar) =>
        scalar.IsQuoted || !(scalar.IsNull || scalar.IsBoolean || scalar.IsNumber);

    private static string ChoiceHint(SettingsKey key, HoconNode node) => (key.Type, node) switch
    {
        (SettingsType.Choice or SettingsType.Delimiter, HoconScalar word) => NearestName.Hint(word.Text, key.Choices),
        (SettingsType.Text, HoconScalar) => "; text that looks like something else must stand in quotes",
        _ => "",
    };

    private static string? LimitProblem(SettingsKey key, object value)
    {
        double? number = value switch
        {
            int small => small,
            double real => real,
            _ => null,
        };
        bool fits = number is not { } n || (!(n < key.AtLeast) && !(n <= key.Above) && !(n > key.AtMost)
            && !(n >= key.Below));
        return fits ? null : $"expected {key.Allowed}, found {SettingsText.Of(value)}";
    }
}
