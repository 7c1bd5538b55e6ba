using System.Text.Json;

namespace BigGraphActors.Tests.Golden;

/// <summary>One case of a golden file, or an object inside one (a batch, a step).</summary>
/// <remarks>
/// Members are named by the path of keys that leads to them; a key may contain dots, as parameter names do. A JSON
/// null reads like an absent member.
/// </remarks>
internal sealed class GoldenCase(GoldenFile file, string name, int? batch, JsonElement element)
{
    public string Name => name;

    public JsonElement Element => element;

    /// <summary>Whether there is such a member and it is not null.</summary>
    public bool Has(params string[] path) => Find(path) is not null;

    public string Text(params string[] path) => Get(path).GetString()!;

    /// <summary>A float64; not-finite values are strings in the file.</summary>
    public double Number(params string[] path)
    {
        JsonElement value = Get(path);
        return value.ValueKind == JsonValueKind.String
            ? double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture)
            : value.GetDouble();
    }

    public int Integer(params string[] path) => Get(path).GetInt32();

    public bool Flag(params string[] path) => Get(path).GetBoolean();

    public GoldenTensor Tensor(params string[] path) => GoldenTensor.Read(Get(path));

    /// <summary>The tensor, or none where the file has null or nothing.</summary>
    public GoldenTensor? TensorOrNone(params string[] path) =>
        Find(path) is { } value ? GoldenTensor.Read(value) : null;

    /// <summary>The keys of an object, in file order.</summary>
    public IReadOnlyList<string> Keys(params string[] path) =>
        [.. Get(path).EnumerateObject().Select(member => member.Name)];

    /// <summary>The objects of an array, such as batches or steps, in file order.</summary>
    public IReadOnlyList<GoldenCase> Items(params string[] path) =>
        [.. Get(path).EnumerateArray().Select((item, index) => new GoldenCase(file, name, index, item))];

    /// <summary>
    /// Compares a tensor with the file's: within 1e-5 of the largest magnitude, at least of 1, except for entries
    /// that conditioning.json lists. NaN equals NaN.
    /// </summary>
    public void AssertTensor(ReadOnlySpan<float> actual, params string[] path)
    {
        string what = $"{file.Name} {name}{(batch is null ? "" : $" #{batch}")} {string.Join('.', path)}";
        Tensor(path).ShouldEqual(
            actual, what, file.Conditioning.Skipped(file.Name, name, batch, string.Join('.', path)));
    }

    /// <summary>Compares a number with the file's, within 1e-5 of its magnitude, at least of 1.</summary>
    public void AssertNumber(double actual, params string[] path)
    {
        double expected = Number(path);
        Assert.True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected)),
            $"{file.Name} {name} {string.Join('.', path)}: expected {expected:R}, got {actual:R}");
    }

    private JsonElement Get(string[] path) =>
        Find(path) ?? throw new KeyNotFoundException($"{file.Name} {name} has no {string.Join('/', path)}");

    private JsonElement? Find(string[] path)
    {
        JsonElement found = element;
        foreach (string key in path)
        {
            if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(key, out found))
            {
                return null;
            }
        }

        return found.ValueKind == JsonValueKind.Null ? null : found;
    }
}
