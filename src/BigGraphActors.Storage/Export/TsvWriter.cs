using System.Buffers;
using System.Text;

namespace BigGraphActors.Storage.Export;

/// <summary>Writes rows of tab-separated columns through one buffer; memory does not grow with the file.</summary>
/// <remarks>One thread at a time. The stream stays open.</remarks>
internal sealed class TsvWriter(Stream stream)
{
    private const int BufferBytes = 256 * 1024;

    private static readonly SearchValues<char> Breaking = SearchValues.Create("\t\n\r");

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private bool _isLineBegun;

    /// <summary>Bytes written, those in the buffer included.</summary>
    public long Length { get; private set; }

    /// <summary>Names that held a tab or a line break, and were written with <c>\t</c>, <c>\n</c>, <c>\r</c>.</summary>
    public long EscapedNames { get; private set; }

    /// <summary>Rows with a value that is not a number.</summary>
    public long BrokenRows { get; private set; }

    /// <summary>Adds a column of text.</summary>
    /// <remarks>Differs: PBG writes tabs and line breaks of a name as they are, so that rows fall apart.</remarks>
    public void Write(string text)
    {
        BeginColumn();
        if (text.AsSpan().ContainsAny(Breaking))
        {
            EscapedNames++;
            text = text.Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal);
        }

        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<char> piece = rest[..PieceOf(rest)];
            Advance(Encoding.UTF8.GetBytes(piece, Room(piece.Length * 3)));
            rest = rest[piece.Length..];
        }
    }

    /// <summary>Adds a column for each number, with nine decimals.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        bool isFinite = true;
        foreach (float value in values)
        {
            BeginColumn();
            Advance(FixedPoint.Format(value, Room(FixedPoint.LongestText)));
            isFinite &= float.IsFinite(value);
        }

        BrokenRows += isFinite ? 0 : 1;
    }

    /// <summary>Ends the row.</summary>
    public void EndLine()
    {
        Room(1)[0] = (byte)'\n';
        Advance(1);
        _isLineBegun = false;
    }

    /// <summary>Passes on what is in the buffer.</summary>
    public void Flush()
    {
        stream.Write(_buffer, 0, _used);
        _used = 0;
    }

    // Surrogate pairs must not be parted.
    private static int PieceOf(ReadOnlySpan<char> text)
    {
        int length = Math.Min(text.Length, BufferBytes / 4);
        return length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
    }

    private void BeginColumn()
    {
        if (_isLineBegun)
        {
            Room(1)[0] = (byte)'\t';
            Advance(1);
        }

        _isLineBegun = true;
    }

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _used < bytes)
        {
            Flush();
        }

        return _buffer.AsSpan(_used);
    }

    private void Advance(int bytes)
    {
        _used += bytes;
        Length += bytes;
    }
}
