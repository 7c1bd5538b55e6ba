namespace BigGraphActors.Tests.Numerics;

/// <summary>The one tolerance of numeric tests: a share of the largest magnitude, at least of 1.</summary>
internal static class Close
{
    public const double Tolerance = 1e-5;

    public static void Assert(
        ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance = Tolerance, string what = "")
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        double most = 1;
        foreach (double value in expected)
        {
            most = double.IsFinite(value) ? Math.Max(most, Math.Abs(value)) : most;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            bool same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * most;
            Xunit.Assert.True(same, $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R} (scale {most:G3})");
        }
    }

    public static void Assert(
        ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance = Tolerance, string what = "")
    {
        var widened = new double[actual.Length];
        for (int i = 0; i < actual.Length; i++)
        {
            widened[i] = actual[i];
        }

        Assert(expected, widened, tolerance, what);
    }
}
