using System.Globalization;

namespace BigGraphActors.Tests;

/// <summary>Tensors by name, which say what differs between two sets of them, and where.</summary>
internal sealed class NamedTensors
{
    private readonly List<(string Name, float[] Values)> _tensors = [];

    /// <summary>Adds a tensor; its values are copied.</summary>
    public void Add(string name, ReadOnlySpan<float> values) => _tensors.Add((name, values.ToArray()));

    /// <summary>Both are equal to the last bit.</summary>
    public static void AssertEqual(NamedTensors expected, NamedTensors actual) =>
        Assert.Null(DifferenceOf(expected, actual, BitsAreEqual));

    /// <summary>They differ somewhere.</summary>
    public static void AssertDifferent(NamedTensors expected, NamedTensors actual) =>
        Assert.NotNull(DifferenceOf(expected, actual, BitsAreEqual));

    /// <summary>Each value differs by at most a share of the expected one, or of 1 where that is smaller.</summary>
    public static void AssertClose(NamedTensors expected, NamedTensors actual, float tolerance) =>
        Assert.Null(DifferenceOf(
            expected, actual, (wanted, found) => Math.Abs(wanted - found) <= tolerance * Math.Max(1f, Math.Abs(wanted))));

    /// <summary>No value is infinite or NaN.</summary>
    public void AssertFinite() => Assert.Null(DifferenceOf(this, this, (value, _) => float.IsFinite(value)));

    private static bool BitsAreEqual(float wanted, float found) =>
        BitConverter.SingleToUInt32Bits(wanted) == BitConverter.SingleToUInt32Bits(found);

    /// <summary>The first difference in words; null when there is none.</summary>
    private static string? DifferenceOf(NamedTensors expected, NamedTensors actual, Func<float, float, bool> isRight)
    {
        string[] names = [.. expected._tensors.Select(tensor => tensor.Name)];
        Assert.Equal(names, actual._tensors.Select(tensor => tensor.Name));
        foreach (((string name, float[] wanted), (_, float[] found)) in expected._tensors.Zip(actual._tensors))
        {
            if (wanted.Length != found.Length)
            {
                return $"{name}: {found.Length} values, expected {wanted.Length}";
            }

            int[] wrong = [.. Enumerable.Range(0, wanted.Length).Where(i => !isRight(wanted[i], found[i]))];
            if (wrong.Length > 0)
            {
                int at = wrong[0];
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}[{at}] is {found[at]:R}, expected {wanted[at]:R} ({wrong.Length} of {wanted.Length} differ)");
            }
        }

        return null;
    }
}
