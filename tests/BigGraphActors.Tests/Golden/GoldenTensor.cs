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
    public double[] Doubles => [.. Floats.Select(value => (double)value)];

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

    private static float Float(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? float.Parse(value.GetString()!, CultureInfo.InvariantCulture)
            : value.GetSingle();
}
