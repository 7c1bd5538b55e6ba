using System.Text;

namespace BigGraphActors.Schema.Settings;

/// <summary>What parts the columns of a text line: a named way, or a single character.</summary>
/// <remarks>Equal when the word is. Every character has one spelling: a tab is always <see cref="Tab"/>.</remarks>
public sealed record ColumnDelimiter
{
    private ColumnDelimiter(string word, string text, bool isQuoting)
    {
        Word = word;
        Text = text;
        IsQuoting = isQuoting;
    }

    /// <summary>Decided from the lines of the file.</summary>
    public static ColumnDelimiter Auto { get; } = new("auto", "", isQuoting: false);

    /// <summary>One tab. Quotes mean nothing, as names of RDF and of word lists hold them.</summary>
    public static ColumnDelimiter Tab { get; } = new("tab", "\t", isQuoting: false);

    /// <summary>One comma; cells may be quoted as in RFC 4180.</summary>
    public static ColumnDelimiter Comma { get; } = new("comma", ",", isQuoting: true);

    /// <summary>One semicolon; cells may be quoted as in RFC 4180.</summary>
    public static ColumnDelimiter Semicolon { get; } = new("semicolon", ";", isQuoting: true);

    /// <summary>One vertical bar; cells may be quoted as in RFC 4180.</summary>
    public static ColumnDelimiter Pipe { get; } = new("pipe", "|", isQuoting: true);

    /// <summary>Any run of spaces or tabs, as PBG splits lines.</summary>
    public static ColumnDelimiter Space { get; } = new("space", " ", isQuoting: false);

    /// <summary>The terms of N-Triples or N-Quads (W3C, 2014): subject, predicate, object, graph.</summary>
    public static ColumnDelimiter NTriples { get; } = new("ntriples", "", isQuoting: false);

    /// <summary>All that have a name, as the settings' page lists them.</summary>
    public static IReadOnlyList<ColumnDelimiter> Named { get; } =
        [Auto, Tab, Comma, Semicolon, Pipe, Space, NTriples];

    /// <summary>As files and arguments spell it: the name, or the character itself.</summary>
    public string Word { get; }

    /// <summary>The character between two columns; empty where no single one does it.</summary>
    public string Text { get; }

    /// <summary>Whether cells may stand in double quotes, and then hold the delimiter and line breaks.</summary>
    public bool IsQuoting { get; }

    /// <summary>In a sentence behind "parted by".</summary>
    public string Plural => this == Tab ? "tabs"
        : this == Comma ? "commas"
        : this == Semicolon ? "semicolons"
        : this == Pipe ? "vertical bars"
        : this == Space ? "blanks"
        : this == NTriples ? "the rules of N-Triples"
        : $"'{Text}'";

    /// <summary>Reads a name, in any case of letters, or a single character; <c>\t</c> is a tab.</summary>
    /// <returns>None for any other text, and for characters that end a line or quote a cell.</returns>
    public static ColumnDelimiter? Find(string text)
    {
        if (Named.FirstOrDefault(d => d.Word.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
        {
            return named;
        }

        if (text == "\\t")
        {
            return Tab;
        }

        bool isOne = Rune.TryGetRuneAt(text.Length == 0 ? "\n" : text, 0, out Rune rune)
            && rune.Utf16SequenceLength == text.Length
            && text is not ("\n" or "\r" or "\0" or "\"");
        return isOne
            ? Named.FirstOrDefault(delimiter => delimiter.Text == text) ?? new(text, text, isQuoting: true)
            : null;
    }

    /// <inheritdoc/>
    public bool Equals(ColumnDelimiter? other) => other is not null && Word == other.Word;

    /// <inheritdoc/>
    public override int GetHashCode() => Word.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Word;
}
