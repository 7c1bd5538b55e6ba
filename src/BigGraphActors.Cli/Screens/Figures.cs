using System.Globalization;
using System.Text.Json.Nodes;

namespace BigGraphActors.Cli.Screens;

/// <summary>How numbers are written for people: the same everywhere, whatever the country of the machine.</summary>
internal static class Figures
{
    /// <summary>What stands in place of a figure that cannot be: the mean of nothing, or of no number.</summary>
    public const string None = "none";

    /// <summary><c>1,234,567</c>.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>1 edge</c>, <c>2,345 edges</c>.</summary>
    /// <param name="value">The number; 1 gives the singular.</param>
    /// <param name="one">The word for one; an s makes it many.</param>
    public static string Count(long value, string one) => $"{Count(value)} {one}{(value == 1 ? "" : "s")}";

    /// <summary>Units a second in three digits: <c>812</c>, <c>95.1 k</c>, <c>1.23 M</c>.</summary>
    public static string Rate(double perSecond) => perSecond switch
    {
        double.NaN => None,
        >= 1e9 => Scaled(perSecond / 1e9, " G"),
        >= 1e6 => Scaled(perSecond / 1e6, " M"),
        >= 1e3 => Scaled(perSecond / 1e3, " k"),
        _ => Scaled(perSecond, ""),
    };

    /// <summary><c>12.3 %</c>.</summary>
    public static string Percent(double share) =>
        double.IsNaN(share) ? None : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Four digits behind the point, as metrics are quoted.</summary>
    public static string Metric(double value) =>
        double.IsNaN(value) ? None : value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A mean rank: one digit behind the point.</summary>
    public static string Rank(double value) =>
        double.IsNaN(value) ? None : value.ToString("#,0.0", CultureInfo.InvariantCulture);

    /// <summary>Seconds with two digits: <c>12.34 s</c>.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";

    /// <summary>A span to be read at a glance: <c>8 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => $"{Math.Max(1, (int)Math.Ceiling(span.TotalSeconds))} s",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min {span.Seconds} s",
        _ => $"{(int)span.TotalHours} h {span.Minutes} min",
    };

    /// <summary>Bytes in the nearest binary unit: <c>12.3 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return unit == 0 ? $"{bytes} B" : Scaled(value, " " + units[unit]);
    }

    /// <summary>A number for JSON, which has no word for infinity and not-a-number: those become null.</summary>
    public static JsonNode? Json(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Scaled(double value, string unit) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + unit;
}
