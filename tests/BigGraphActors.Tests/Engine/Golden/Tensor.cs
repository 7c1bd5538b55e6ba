using System.Globalization;
using System.Text.Json;

namespace BigGraphActors.Tests.Engine.Golden;

/// <summary>A tensor of a golden file.</summary>
internal sealed record Tensor(int[] Shape, double[] Values)
{
    public float[] Floats { get; } = [.. Values.Select(value => (float)value)];

    public int[] Ints { get; } = [.. Values.Select(value => double.IsFinite(value) ? (int)Math.Clamp(value, int.MinValue, int.MaxValue) : 0)];

    public static Tensor Of(JsonElement element) => new(
        [.. element.GetProperty("shape").EnumerateArray().Select(extent => extent.GetInt32())],
        [.. element.GetProperty("data").EnumerateArray().Select(Number)]);

    /// <summary>Compares to |a - b| &lt;= 1e-5 * max(1, max|b|), passing over the entries that rounding decides.</summary>
    public void ShouldEqual(ReadOnlySpan<float> actual, string what, IReadOnlySet<int>? skipped) =>
        ShouldEqual(actual, what, skipped, _ => 0);

    /// <summary>The same, with a wider tolerance where rounding of the inputs is enlarged.</summary>
    public void ShouldEqual(
        ReadOnlySpan<float> actual, string what, IReadOnlySet<int>? skipped, Func<int, double> extra)
    {
        Assert.True(Values.Length == actual.Length, $"{what}: {actual.Length} values, expected {Values.Length}");
        double tolerance = 1e-5 * Magnitude;
        for (int i = 0; i < Values.Length; i++)
        {
            bool same = Math.Abs(Values[i] - actual[i]) <= tolerance + extra(i)
                || (double.IsNaN(Values[i]) && float.IsNaN(actual[i]));
            if (!same && skipped?.Contains(i) != true)
            {
                Assert.Fail($"{what}[{i}]: {actual[i]}, expected {Values[i]} +- {tolerance + extra(i):g3}");
            }
        }
    }

    /// <summary>The larger of 1 and the largest magnitude: what tolerances are relative to.</summary>
    public double Magnitude { get; } =
        Math.Max(1, Values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => double.Parse(value.GetString()!.Replace("Infinity", "∞", StringComparison.Ordinal), CultureInfo.InvariantCulture),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };
}
