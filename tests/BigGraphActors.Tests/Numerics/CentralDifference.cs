namespace BigGraphActors.Tests.Numerics;

/// <summary>Gradients by trying: each number a little up, a little down.</summary>
internal static class CentralDifference
{
    private const double Step = 1e-5;

    /// <summary>The gradient of a function by the numbers it reads from <paramref name="variables"/>.</summary>
    /// <param name="function">Is called twice for each variable; sees the changed array.</param>
    /// <param name="variables">Changed during the call, the same afterwards.</param>
    public static double[] Gradient(Func<double> function, double[] variables)
    {
        var gradient = new double[variables.Length];
        for (int i = 0; i < variables.Length; i++)
        {
            double value = variables[i];
            variables[i] = value + Step;
            double up = function();
            variables[i] = value - Step;
            double down = function();
            variables[i] = value;
            gradient[i] = (up - down) / (2 * Step);
        }

        return gradient;
    }
}
