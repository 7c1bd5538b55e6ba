using System.Globalization;
using System.Text;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Reads the smallest pieces of HOCON: strings, bare words, key paths.</summary>
internal static class HoconKeys
{
    /// <summary>What bare words cannot contain, besides space and the start of a comment.</summary>
    private const string Forbidden = "$\"{}[]:=,+#`^?!@*&\\";

    /// <summary>Reads a dotted path up to the first character that cannot belong to one; spaces around it go.</summary>
    /// <param name="cursor">Stands on the first character.</param>
    /// <param name="anyCharacter">For paths that are no keys of a text: bare elements reach to the next dot.</param>
    public static string[] ReadPath(HoconCursor cursor, bool anyCharacter = false)
    {
        List<string> elements = [];
        bool another = true;
        while (another)
        {
            elements.Add(ReadElement(cursor, anyCharacter));
            another = !cursor.AtEnd && cursor.Current == '.';
            cursor.Advance(another ? 1 : 0);
        }

        return [.. elements];
    }

    /// <summary>Reads a quoted string, single or triple.</summary>
    public static string ReadQuoted(HoconCursor cursor) =>
        cursor.StartsWith("\"\"\"") ? ReadTripleQuoted(cursor) : ReadJsonString(cursor);

    /// <summary>Reads a bare word: up to space, a forbidden character or a comment.</summary>
    public static string ReadBare(HoconCursor cursor)
    {
        StringBuilder word = new();
        while (IsBare(cursor) || IsPlusOfExponent(cursor, word))
        {
            word.Append(cursor.Current);
            cursor.Advance();
        }

        return word.ToString();
    }

    /// <summary>Whether a bare word may start or go on here.</summary>
    public static bool IsBare(HoconCursor cursor) =>
        !cursor.AtEnd
        && cursor.Current != '\n'
        && !HoconCursor.IsInlineSpace(cursor.Current)
        && !Forbidden.Contains(cursor.Current, StringComparison.Ordinal)
        && !cursor.AtComment;

    private static string ReadElement(HoconCursor cursor, bool anyCharacter)
    {
        SourcePosition start = cursor.At;
        StringBuilder element = new();
        bool quoted = false;
        string space = "";
        while (!cursor.AtEnd && cursor.Current != '.' && (anyCharacter || IsPartOfKey(cursor)))
        {
            if (HoconCursor.IsInlineSpace(cursor.Current))
            {
                space = cursor.TakeInlineSpace();
                continue;
            }

            // Space between two pieces belongs to the key; before the first and after the last it does not.
            element.Append(element.Length > 0 || quoted ? space : "");
            space = "";
            if (cursor.Current == '"')
            {
                element.Append(ReadQuoted(cursor));
                quoted = true;
            }
            else
            {
                element.Append(cursor.Current);
                cursor.Advance();
            }
        }

        return element.Length > 0 || quoted
            ? element.ToString()
            : throw new HoconException(start, $"expected a key, met {cursor.Describe()}");
    }

    private static bool IsPartOfKey(HoconCursor cursor) =>
        cursor.Current == '"' || HoconCursor.IsInlineSpace(cursor.Current) || IsBare(cursor);

    private static bool IsPlusOfExponent(HoconCursor cursor, StringBuilder word) =>
        cursor.Current == '+' && word.Length >= 2 && word[^1] is 'e' or 'E' && char.IsAsciiDigit(word[^2])
        && char.IsAsciiDigit(cursor.Peek(1));

    private static string ReadTripleQuoted(HoconCursor cursor)
    {
        SourcePosition start = cursor.At;
        cursor.Advance(3);
        StringBuilder text = new();
        while (!cursor.AtEnd)
        {
            // Of more than three quotes in a row, the last three close and the others are text.
            if (cursor.StartsWith("\"\"\"") && cursor.Peek(3) != '"')
            {
                cursor.Advance(3);
                return text.ToString();
            }

            text.Append(cursor.Current);
            cursor.Advance();
        }

        throw new HoconException(start, "a text opened by \"\"\" is not closed by \"\"\"");
    }

    private static string ReadJsonString(HoconCursor cursor)
    {
        SourcePosition start = cursor.At;
        cursor.Advance();
        StringBuilder text = new();
        while (!cursor.AtEnd && cursor.Current != '\n')
        {
            if (cursor.Current == '"')
            {
                cursor.Advance();
                return text.ToString();
            }

            if (cursor.Current == '\\')
            {
                text.Append(ReadEscape(cursor));
                continue;
            }

            text.Append(cursor.Current);
            cursor.Advance();
        }

        throw new HoconException(
            start, "a text opened by '\"' is not closed on its line; \"\"\" opens one of many lines");
    }

    private static char ReadEscape(HoconCursor cursor)
    {
        SourcePosition start = cursor.At;
        char kind = cursor.Peek(1);
        if (kind == 'u')
        {
            string digits = new([cursor.Peek(2), cursor.Peek(3), cursor.Peek(4), cursor.Peek(5)]);
            if (!digits.All(char.IsAsciiHexDigit))
            {
                throw new HoconException(start, "\\u must be followed by four hexadecimal digits");
            }

            cursor.Advance(6);
            return (char)int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        char meant = kind switch
        {
            '"' or '\\' or '/' => kind,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw new HoconException(
                start, "unknown escape after '\\'; known are \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX"),
        };
        cursor.Advance(2);
        return meant;
    }
}
