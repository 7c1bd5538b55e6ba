using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Dotted paths of keys: elements parted by dots, quoted where an element needs it.</summary>
public static class HoconPath
{
    /// <summary>
    /// Splits <c>a."b.c".d</c> into its elements; false when an element is empty or a quote stays open.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string[]? elements)
    {
        elements = null;
        try
        {
            HoconCursor cursor = new(text, "path");
            string[] path = HoconKeys.ReadPath(cursor, anyCharacter: true);
            elements = cursor.AtEnd ? path : null;
        }
        catch (HoconException)
        {
            // Only whether it is a path is asked; the caller knows where the text came from.
        }

        return elements is not null;
    }

    /// <summary>Joins elements so that <see cref="TryParse"/> parts them again.</summary>
    public static string Format(IEnumerable<string> elements) => string.Join('.', elements.Select(QuoteIfNeeded));

    /// <summary>The element as it is where it is a plain word, else quoted as JSON does.</summary>
    internal static string QuoteIfNeeded(string element)
    {
        bool plain = element.Length > 0 && element.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
        return plain && element != "include" ? element : Quote(element);
    }

    /// <summary>A JSON string; only what JSON demands is escaped.</summary>
    internal static string Quote(string text)
    {
        StringBuilder quoted = new("\"", text.Length + 2);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(c) || char.IsSurrogate(c) => quoted.Append($"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
