using System.Globalization;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>How values of settings are spelt in HOCON.</summary>
public static class SettingsText
{
    /// <summary>One line that reads back to the same value.</summary>
    public static string Of(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        double number => Pbg.PythonFloat.Repr(number),
        string text => HoconPath.Quote(text),
        Enum choice => ChoiceNames.Of(choice),
        ColumnDelimiter delimiter =>
            delimiter.Word.Length > 2 ? delimiter.Word : HoconPath.Quote(delimiter.Word),
        IEnumerable<string> texts => $"[{string.Join(", ", texts.Select(Of))}]",
        _ => throw new InvalidOperationException($"no spelling for {value.GetType().Name}"),
    };
}
