namespace BigGraphActors.Storage.Import;

/// <summary>Walks over the lines of a text; LF and CR LF both end a line, the end of the text does too.</summary>
internal ref struct TextLines(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The line, without its break.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Whether the line has nothing but blanks and tabs.</summary>
    public readonly bool IsBlank => !Current.ContainsAnyExcept((byte)' ', (byte)'\t');

    /// <summary>Goes to the next line; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.IndexOf((byte)'\n');
        Current = length < 0 ? _rest : _rest[..length];
        _rest = length < 0 ? [] : _rest[(length + 1)..];
        while (!Current.IsEmpty && Current[^1] == '\r')
        {
            Current = Current[..^1];
        }

        return true;
    }

    /// <summary>Whether the line begins with a mark; none does with an empty one.</summary>
    public readonly bool StartsWith(ReadOnlySpan<byte> mark) => !mark.IsEmpty && Current.StartsWith(mark);
}
