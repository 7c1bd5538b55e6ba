namespace BigGraphActors.Cli.Examples;

/// <summary>The value in the middle, which one slow epoch does not move.</summary>
internal static class Median
{
    /// <summary>The median; the mean of the two in the middle of an even number of values.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("a median needs at least one value", nameof(values));
        }

        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
