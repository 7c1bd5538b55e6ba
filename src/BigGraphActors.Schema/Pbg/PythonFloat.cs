using System.Globalization;

namespace BigGraphActors.Schema.Pbg;

/// <summary>Python's spelling of floating-point numbers, which PBG's files have.</summary>
public static class PythonFloat
{
    /// <summary>Below this power of ten Python changes to an exponent.</summary>
    private const int SmallestPlainExponent = -4;

    /// <summary>From this power of ten on Python changes to an exponent.</summary>
    private const int FirstLargeExponent = 16;

    /// <summary>The shortest text that reads back to the same number: <c>1.0</c>, <c>0.001</c>, <c>1e-05</c>.</summary>
    /// <remarks>PBG: <c>json.dumps</c>, whose words for what is not finite are NaN, Infinity and -Infinity.</remarks>
    public static string Repr(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        // .NET's round-trip form holds the same shortest digits; only their layout differs.
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        string mantissa = shortest.Split('E')[0].TrimStart('-');
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        if (digits.Length == 0)
        {
            return double.IsNegative(value) ? "-0.0" : "0.0";
        }

        int exponent = ExponentOf(shortest, mantissa);
        string sign = value < 0 ? "-" : "";
        return sign + (exponent is >= SmallestPlainExponent and < FirstLargeExponent
            ? Plain(digits, exponent)
            : Scientific(digits, exponent));
    }

    private static int ExponentOf(string shortest, string mantissa)
    {
        int marker = shortest.IndexOf('E', StringComparison.Ordinal);
        int written = marker < 0 ? 0 : int.Parse(shortest[(marker + 1)..], CultureInfo.InvariantCulture);
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        int whole = point < 0 ? mantissa.Length : point;
        int firstDigit = mantissa.AsSpan().IndexOfAnyExcept('0', '.');
        return written + (firstDigit < whole ? whole - firstDigit - 1 : whole - firstDigit);
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        string padded = digits.PadRight(exponent + 1, '0');
        string fraction = padded[(exponent + 1)..];
        return $"{padded[..(exponent + 1)]}.{(fraction.Length == 0 ? "0" : fraction)}";
    }

    private static string Scientific(string digits, int exponent)
    {
        string fraction = digits.Length == 1 ? "" : "." + digits[1..];
        string power = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{power}";
    }
}
