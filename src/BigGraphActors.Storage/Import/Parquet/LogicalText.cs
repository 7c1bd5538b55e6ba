using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace BigGraphActors.Storage.Import.Parquet;

/// <summary>The text of a stored value, by its logical type.</summary>
/// <remarks>
/// The target has at least <see cref="MostBytes"/> bytes; each method returns how many it wrote. Times follow ISO 8601:
/// a fraction of a second is there when it is not zero and has no zeros at its end, and Z stands behind time stamps
/// that are in UTC.
/// </remarks>
internal static class LogicalText
{
    /// <summary>The longest text of a value that is not text.</summary>
    public const int MostBytes = 512;

    private const int MostDecimalBytes = 128;
    private const long SecondsOfDay = 86_400;
    private const long JulianDayOfEpoch = 2_440_588;

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static int Truth(bool value, Span<byte> text) =>
        Encoding.ASCII.GetBytes(value ? "true" : "false", text);

    public static int Signed(long value, Span<byte> text) => Written(value, text);

    public static int Unsigned(long value, Span<byte> text) => Written((ulong)value, text);

    /// <summary>A number; nothing for NaN, by which pandas writes that a number is missing.</summary>
    public static int Single(float value, Span<byte> text) => float.IsNaN(value) ? 0 : Written(value, text, "R");

    /// <inheritdoc cref="Single"/>
    public static int Double(double value, Span<byte> text) => double.IsNaN(value) ? 0 : Written(value, text, "R");

    /// <inheritdoc cref="Single"/>
    public static int Half(ReadOnlySpan<byte> value, Span<byte> text) =>
        Single((float)BinaryPrimitives.ReadHalfLittleEndian(value), text);

    /// <summary>The 16 bytes of a UUID, big-endian, as 8-4-4-4-12 lower-case digits.</summary>
    public static int Uuid(ReadOnlySpan<byte> value, Span<byte> text) =>
        Written(new Guid(value, bigEndian: true), text);

    /// <summary>A whole number with a point before its last digits; all of them are kept, as in 1.50.</summary>
    public static int Decimal(long value, int scale, Span<byte> text) => Decimal((BigInteger)value, scale, text);

    /// <summary>The same of a number in two's complement, big-endian.</summary>
    public static int Decimal(ReadOnlySpan<byte> value, int scale, Span<byte> text) => value.Length <= MostDecimalBytes
        ? Decimal(new BigInteger(value, isBigEndian: true), scale, text)
        : throw new InvalidDataException($"a decimal number of {value.Length} bytes");

    /// <summary>Days since 1970 as year-month-day.</summary>
    public static int Date(long days, Span<byte> text) => Calendar(days, 0, text, "yyyy-MM-dd");

    /// <summary>Time of day in parts of a second.</summary>
    /// <param name="value">Parts since midnight.</param>
    /// <param name="units">Parts in a second.</param>
    /// <param name="text">Receives the text.</param>
    public static int Time(long value, long units, Span<byte> text)
    {
        if (value < 0 || value / units >= SecondsOfDay)
        {
            throw new InvalidDataException($"a time of day of {value} parts of 1/{units} s");
        }

        int length = Calendar(0, value / units, text, "HH:mm:ss");
        return length + Fraction(value % units, units, text[length..]);
    }

    /// <summary>A time stamp in parts of a second since 1970.</summary>
    public static int Timestamp(long value, long units, bool isUtc, Span<byte> text)
    {
        long seconds = Math.DivRem(value, units, out long part);
        if (part < 0)
        {
            (seconds, part) = (seconds - 1, part + units);
        }

        long days = Math.DivRem(seconds, SecondsOfDay, out long ofDay);
        if (ofDay < 0)
        {
            (days, ofDay) = (days - 1, ofDay + SecondsOfDay);
        }

        int length = Calendar(days, ofDay, text, "yyyy-MM-dd'T'HH:mm:ss");
        length += Fraction(part, units, text[length..]);
        if (isUtc)
        {
            text[length++] = (byte)'Z';
        }

        return length;
    }

    /// <summary>Impala's and Spark's old time stamps: nanoseconds of the day, then the Julian day.</summary>
    public static int OldTimestamp(ReadOnlySpan<byte> value, Span<byte> text)
    {
        const long NanosOfDay = SecondsOfDay * 1_000_000_000;
        long nanos = BinaryPrimitives.ReadInt64LittleEndian(value);
        long days = BinaryPrimitives.ReadInt32LittleEndian(value[8..]) - JulianDayOfEpoch;
        if (nanos is < 0 or >= NanosOfDay)
        {
            throw new InvalidDataException($"a time of day of {nanos} ns");
        }

        int length = Calendar(days, nanos / 1_000_000_000, text, "yyyy-MM-dd'T'HH:mm:ss");
        return length + Fraction(nanos % 1_000_000_000, 1_000_000_000, text[length..]);
    }

    private static int Decimal(BigInteger value, int scale, Span<byte> text)
    {
        string digits = BigInteger.Abs(value).ToString(Culture).PadLeft(scale + 1, '0');
        string sign = value.Sign < 0 ? "-" : "";
        return Encoding.ASCII.GetBytes(
            scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}", text);
    }

    private static int Calendar(long days, long seconds, Span<byte> text, string format)
    {
        long ticks = DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        if (days < -ticks || days > (DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay) - ticks)
        {
            throw new InvalidDataException($"a date {days} days from 1970, which is outside the years 1 to 9999");
        }

        return Written(DateTime.UnixEpoch.AddDays(days).AddSeconds(seconds), text, format);
    }

    private static int Fraction(long part, long units, Span<byte> text)
    {
        if (part == 0)
        {
            return 0;
        }

        int length = 0;
        text[length++] = (byte)'.';
        while (part > 0)
        {
            units /= 10;
            text[length++] = (byte)('0' + (part / units));
            part %= units;
        }

        return length;
    }

    private static int Written<T>(T value, Span<byte> text, string format = "")
        where T : IUtf8SpanFormattable
    {
        bool isWritten = value.TryFormat(text, out int length, format, Culture);
        System.Diagnostics.Debug.Assert(isWritten, "the target is long enough for every value");
        return length;
    }
}
