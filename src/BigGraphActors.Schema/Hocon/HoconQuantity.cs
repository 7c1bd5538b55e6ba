using System.Globalization;

namespace BigGraphActors.Schema.Hocon;

/// <summary>Durations such as <c>1.5s</c> and sizes such as <c>16MiB</c>.</summary>
public static class HoconQuantity
{
    private static readonly Dictionary<string, double> MillisecondsOfUnit = ByName(
        (1e-6, "ns nano nanos nanosecond nanoseconds"),
        (1e-3, "us micro micros microsecond microseconds"),
        (1, " ms milli millis millisecond milliseconds"),
        (1e3, "s second seconds"),
        (60e3, "m minute minutes"),
        (3600e3, "h hour hours"),
        (86400e3, "d day days"));

    private static readonly Dictionary<string, double> BytesOfUnit = ByName(
        (1, " B b byte bytes"),
        (1e3, "kB kilobyte kilobytes"),
        (1e6, "MB megabyte megabytes"),
        (1e9, "GB gigabyte gigabytes"),
        (1e12, "TB terabyte terabytes"),
        (1024, "K k Ki KiB kibibyte kibibytes"),
        (1024 * 1024, "M m Mi MiB mebibyte mebibytes"),
        (1024 * 1024 * 1024, "G g Gi GiB gibibyte gibibytes"),
        (1024.0 * 1024 * 1024 * 1024, "T t Ti TiB tebibyte tebibytes"));

    /// <summary>Reads a number and a unit from nanoseconds to days; without a unit, milliseconds.</summary>
    /// <param name="text">
    /// Such as <c>500ms</c> or <c>1.5 s</c>; <c>infinite</c> is <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </param>
    /// <param name="duration">The value; negative ones are read, too.</param>
    /// <returns>False when the text is no duration or beyond the range of a <see cref="TimeSpan"/>.</returns>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Trim() == "infinite")
        {
            duration = Timeout.InfiniteTimeSpan;
            return true;
        }

        double most = TimeSpan.MaxValue.TotalMilliseconds / 2;
        if (!TrySplit(text, MillisecondsOfUnit, out double milliseconds) || Math.Abs(milliseconds) > most)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));
        return true;
    }

    /// <summary>
    /// Reads a number and a unit of bytes; single letters and <c>KiB</c> count by 1024, <c>kB</c> by 1000.
    /// </summary>
    /// <param name="text">Such as <c>16MiB</c> or <c>1048576b</c>; without a unit, bytes.</param>
    /// <param name="bytes">The value, not negative.</param>
    public static bool TryParseSize(string text, out long bytes)
    {
        bool isSize = TrySplit(text, BytesOfUnit, out double size) && size is >= 0 and < long.MaxValue;
        bytes = isSize ? (long)Math.Round(size) : 0;
        return isSize;
    }

    private static bool TrySplit(string text, Dictionary<string, double> units, out double value)
    {
        string trimmed = text.Trim();
        int end = trimmed.Length;
        while (end > 0 && char.IsAsciiLetter(trimmed[end - 1]))
        {
            end--;
        }

        value = 0;
        if (!units.TryGetValue(trimmed[end..], out double factor)
            || !double.TryParse(
                trimmed[..end].TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
        {
            return false;
        }

        value = number * factor;
        return double.IsFinite(value);
    }

    /// <summary>Names parted by spaces; a leading space stands for no unit at all.</summary>
    private static Dictionary<string, double> ByName(params (double Factor, string Names)[] units) =>
        units.SelectMany(unit => unit.Names.Split(' ').Select(name => (name, unit.Factor)))
            .ToDictionary(pair => pair.name, pair => pair.Factor, StringComparer.Ordinal);
}
