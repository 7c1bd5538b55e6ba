using System.Globalization;
using System.Text;

namespace BigGraphActors.Storage.Pbg;

/// <summary>
/// Reads the JSON that Python writes, which has NaN and Infinity; the class library's readers refuse them.
/// </summary>
internal sealed class PythonJson(string text, string source)
{
    private const int MaxDepth = 64;

    private int _next;
    private int _depth;

    /// <summary>Reads an object; for each member, <paramref name="member"/> gets the key and reads the value.</summary>
    public void ReadObject(Action<string> member)
    {
        if (++_depth > MaxDepth)
        {
            throw Corrupt($"at most {MaxDepth} objects in each other", "more");
        }

        Expect('{');
        for (bool first = true; Peek() != '}'; first = false)
        {
            if (!first)
            {
                Expect(',');
            }

            string key = ReadText();
            Expect(':');
            member(key);
        }

        Expect('}');
        _depth--;
    }

    /// <summary>Reads a whole number.</summary>
    public long ReadWhole()
    {
        string word = ReadWord();
        return long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Corrupt("a whole number", $"'{word}'");
    }

    /// <summary>Reads a number, NaN, Infinity or -Infinity.</summary>
    public double ReadReal()
    {
        string word = ReadWord();
        return word switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                ? value
                : throw Corrupt("a number", $"'{word}'"),
        };
    }

    /// <summary>Passes over a value of any kind.</summary>
    public void Skip()
    {
        switch (Peek())
        {
            case '{':
                ReadObject(_ => Skip());
                break;
            case '[':
                SkipList();
                break;
            case '"':
                ReadText();
                break;
            default:
                ReadWord();
                break;
        }
    }

    /// <summary>Nothing but blanks may be left.</summary>
    public void ExpectEnd()
    {
        if (Peek() is not '\0' and char more)
        {
            throw Corrupt("the end of the line", $"'{more}'");
        }
    }

    /// <summary>The complaint about what is being read.</summary>
    public CorruptFileException Corrupt(string expected, string found) => new(source, _next, expected, found);

    private void SkipList()
    {
        if (++_depth > MaxDepth)
        {
            throw Corrupt($"at most {MaxDepth} lists in each other", "more");
        }

        Expect('[');
        for (bool first = true; Peek() != ']'; first = false)
        {
            if (!first)
            {
                Expect(',');
            }

            Skip();
        }

        Expect(']');
        _depth--;
    }

    private string ReadText()
    {
        Expect('"');
        StringBuilder result = new();
        while (_next < text.Length && text[_next] != '"')
        {
            char next = text[_next++];
            result.Append(next == '\\' && _next < text.Length ? text[_next++] : next);
        }

        if (_next == text.Length)
        {
            throw Corrupt("'\"' behind a text", "the end of the line");
        }

        _next++;
        return result.ToString();
    }

    private string ReadWord()
    {
        _ = Peek();
        int start = _next;
        while (_next < text.Length && (char.IsAsciiLetterOrDigit(text[_next]) || text[_next] is '+' or '-' or '.'))
        {
            _next++;
        }

        return _next > start ? text[start.._next] : throw Corrupt("a value", $"'{Peek()}'");
    }

    private void Expect(char wanted)
    {
        char found = Peek();
        if (found != wanted)
        {
            throw Corrupt($"'{wanted}'", found == '\0' ? "the end of the line" : $"'{found}'");
        }

        _next++;
    }

    private char Peek()
    {
        while (_next < text.Length && text[_next] is ' ' or '\t' or '\r')
        {
            _next++;
        }

        return _next < text.Length ? text[_next] : '\0';
    }
}
