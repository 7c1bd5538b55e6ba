using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
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
    /// <remarks>Differs: tabs and line breaks of a name are escaped. PBG writes them, which breaks the row.</remarks>
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
            Advance(DecimalText.Format(value, Room(DecimalText.LongestText)));
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

/// <summary>Writes a float32 with nine decimals, digit for digit as C's <c>%.9f</c> does for the same number.</summary>
/// <remarks>
/// A float32 is m 2^e with m below 2^24, so nine decimals of it are m 5^9 2^(e+9), rounded: 5^9 is below 2^21, so
/// m 5^9 is exact in 64 bits, and all that is left is one shift, with ties to even. PBG: <c>'%.9f' % x</c>.
/// </remarks>
internal static class DecimalText
{
    /// <summary>The longest text: a sign, 39 digits, the point and nine decimals.</summary>
    public const int LongestText = 50;

    private const int Decimals = 9;
    private const uint Unit = 1_000_000_000;
    private const ulong FiveToTheNinth = 1_953_125;
    private const int FractionBits = 23;

    /// <summary>Writes a number.</summary>
    /// <param name="value">Any; what is not finite becomes <c>nan</c>, <c>inf</c> or <c>-inf</c>, as in PBG.</param>
    /// <param name="destination">At least <see cref="LongestText"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Format(float value, Span<byte> destination)
    {
        if (!float.IsFinite(value))
        {
            ReadOnlySpan<byte> text = float.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;
            text.CopyTo(destination);
            return text.Length;
        }

        uint bits = BitConverter.SingleToUInt32Bits(value);
        int length = 0;
        if ((int)bits < 0)
        {
            destination[length++] = (byte)'-';
        }

        int exponentField = (int)(bits >> FractionBits) & 0xFF;
        uint mantissa = bits & ((1u << FractionBits) - 1);
        mantissa |= exponentField == 0 ? 0 : 1u << FractionBits;
        int exponent = Math.Max(exponentField, 1) - 127 - FractionBits;

        // From 2^33 on a float32 is whole, and its product with 10^9 no longer fits.
        return exponent > 9
            ? length + FormatWhole(mantissa, exponent, destination[length..])
            : length + FormatScaled(Scale(mantissa, exponent), destination[length..]);
    }

    // The number times 10^9, rounded to the nearest whole number, ties to even.
    private static ulong Scale(uint mantissa, int exponent)
    {
        ulong product = mantissa * FiveToTheNinth;
        int shift = -(exponent + Decimals);
        if (shift <= 0)
        {
            return product << -shift;
        }

        if (shift > 63)
        {
            return 0;
        }

        ulong whole = product >> shift;
        ulong rest = product & ((1ul << shift) - 1);
        ulong half = 1ul << (shift - 1);
        return rest > half || (rest == half && (whole & 1) != 0) ? whole + 1 : whole;
    }

    private static int FormatScaled(ulong scaled, Span<byte> destination)
    {
        ulong whole = scaled / Unit;
        uint fraction = (uint)(scaled - (whole * Unit));
        int length = 1;
        if (whole < 10)
        {
            destination[0] = (byte)('0' + whole);
        }
        else
        {
            Utf8Formatter.TryFormat(whole, destination, out length);
        }

        destination[length] = (byte)'.';
        for (int i = length + Decimals; i > length; i--)
        {
            destination[i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        return length + 1 + Decimals;
    }

    private static int FormatWhole(uint mantissa, int exponent, Span<byte> destination)
    {
        UInt128 whole = (UInt128)mantissa << exponent;
        whole.TryFormat(destination, out int length, default, CultureInfo.InvariantCulture);
        ".000000000"u8.CopyTo(destination[length..]);
        return length + 1 + Decimals;
    }
}
