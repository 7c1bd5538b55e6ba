using System.Globalization;
using System.Text.Json;

namespace BigGraphActors.Tests.Golden;

/// <summary>A tensor of a golden file: float32 or int64 (bool counts as int64), row-major.</summary>
/// <param name="Shape">Lengths, outermost first; empty for a scalar.</param>
/// <param name="Floats">The elements of a float tensor, else empty.</param>
/// <param name="Integers">The elements of an int64 or bool tensor, else empty.</param>
internal sealed record GoldenTensor(int[] Shape, float[] Floats, long[] Integers)
{
    /// <summary>Elements by the shape, 1 for a scalar.</summary>
    public int Length => Shape.Aggregate(1, (product, length) => product * length);

    /// <summary>Length of the last axis.</summary>
    public int LastAxis => Shape[^1];

    /// <summary>The elements of an int64 tensor as int32.</summary>
    public int[] Indices => [.. Integers.Select(value => checked((int)value))];

    /// <summary>Floats widened to float64.</summary>
    public double[] Doubles { get; } = [.. Floats.Select(value => (double)value)];

    /// <summary>The larger of 1 and the largest magnitude: what tolerances are relative to.</summary>
    public double Magnitude { get; } =
        Math.Max(1, Floats.Where(float.IsFinite).Select(value => Math.Abs((double)value)).DefaultIfEmpty(0).Max());

    /// <summary>Reads <c>{"dtype", "shape", "data"}</c>.</summary>
    /// <exception cref="FormatException">When the data does not fit the shape, or the dtype is unknown.</exception>
    public static GoldenTensor Read(JsonElement element)
    {
        string type = element.GetProperty("dtype").GetString()!;
        int[] shape = [.. element.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32())];
        JsonElement.ArrayEnumerator values = element.GetProperty("data").EnumerateArray();
        GoldenTensor tensor = type switch
        {
            "f32" => new(shape, [.. values.Select(Float)], []),
            "i64" => new(shape, [], [.. values.Select(value => value.GetInt64())]),
            "bool" => new(shape, [], [.. values.Select(value => value.GetBoolean() ? 1L : 0L)]),
            _ => throw new FormatException($"tensor of type {type}"),
        };
        return Math.Max(tensor.Floats.Length, tensor.Integers.Length) == tensor.Length
            ? tensor
            : throw new FormatException($"[{string.Join(", ", shape)}] does not fit its data");
    }

    /// <summary>Compares to |a - b| &lt;= 1e-5 * max(1, max|b|), passing over the entries that rounding decides.</summary>
    public void ShouldEqual(ReadOnlySpan<float> actual, string what, IReadOnlySet<int> skipped) =>
        ShouldEqual(actual, what, skipped, _ => 0);

    /// <summary>The same, with a wider tolerance where rounding of the inputs is enlarged.</summary>
    public void ShouldEqual(
        ReadOnlySpan<float> actual, string what, IReadOnlySet<int> skipped, Func<int, double> extra)
    {
        Assert.True(Floats.Length == actual.Length, $"{what}: {actual.Length} values, expected {Floats.Length}");
        double tolerance = 1e-5 * Magnitude;
        for (int i = 0; i < Floats.Length; i++)
        {
            bool same = Floats[i].Equals(actual[i]) || Math.Abs(Doubles[i] - actual[i]) <= tolerance + extra(i);
            Assert.True(
                same || skipped.Contains(i),
                $"{what}[{i}]: {actual[i]:R}, expected {Floats[i]:R} +- {tolerance + extra(i):g3}");
        }
    }

    private static float Float(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? float.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetSingle();
}
