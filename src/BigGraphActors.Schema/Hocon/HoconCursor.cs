namespace BigGraphActors.Schema.Hocon;

/// <summary>A place in a text that knows its line and column.</summary>
internal sealed class HoconCursor(string text, string source)
{
    private const char End = '\0';
    private const char ByteOrderMark = '\uFEFF';

    private int _index;
    private int _line = 1;
    private int _lineStart;

    public bool AtEnd => _index >= text.Length;

    public bool AtComment => Current == '#' || (Current == '/' && Peek(1) == '/');

    /// <summary>The next character, or NUL behind the last; ask <see cref="AtEnd"/> where NUL could be meant.</summary>
    public char Current => Peek(0);

    public SourcePosition At => new(source, _line, _index - _lineStart + 1);

    public static bool IsInlineSpace(char c) => c != '\n' && (char.IsWhiteSpace(c) || c == ByteOrderMark);

    public char Peek(int ahead) => _index + ahead < text.Length ? text[_index + ahead] : End;

    public bool StartsWith(string word) => string.CompareOrdinal(text, _index, word, 0, word.Length) == 0;

    public void Advance(int count = 1)
    {
        for (int end = Math.Min(_index + count, text.Length); _index < end; _index++)
        {
            if (text[_index] == '\n')
            {
                _line++;
                _lineStart = _index + 1;
            }
        }
    }

    /// <summary>Passes space within a line, and gives it back: a value keeps the space between its parts.</summary>
    public string TakeInlineSpace()
    {
        int start = _index;
        while (!AtEnd && IsInlineSpace(Current))
        {
            _index++;
        }

        return text[start.._index];
    }

    /// <summary>Passes space, line ends and comments.</summary>
    /// <returns>Whether a line ended.</returns>
    public bool SkipToContent()
    {
        bool sawLineEnd = false;
        while (!AtEnd)
        {
            if (Current == '\n')
            {
                sawLineEnd = true;
                Advance();
            }
            else if (IsInlineSpace(Current))
            {
                _index++;
            }
            else if (AtComment)
            {
                SkipToLineEnd();
            }
            else
            {
                break;
            }
        }

        return sawLineEnd;
    }

    /// <summary>What stands here, in words for a message.</summary>
    public string Describe() => AtEnd ? "the end of the text"
        : Current == '\n' ? "the end of the line"
        : char.IsControl(Current) || char.IsSurrogate(Current) ? $"the character U+{(int)Current:X4}"
        : $"'{Current}'";

    private void SkipToLineEnd()
    {
        while (!AtEnd && Current != '\n')
        {
            _index++;
        }
    }
}
