namespace BigGraphActors.Cli.Examples;

/// <summary>Draws numbers as unevenly as real graphs' entities are popular.</summary>
/// <remarks><c>n u^3</c> with u uniform on [0, 1): the share of the k-th number falls as <c>k^(-2/3)</c>.</remarks>
internal static class Popularity
{
    /// <summary>Draws a number; small numbers come often.</summary>
    /// <param name="random">The source of randomness; one number is taken from it.</param>
    /// <param name="count">Numbers are below it.</param>
    public static int Draw(Random random, int count)
    {
        double u = random.NextDouble();
        return (int)(count * u * u * u);
    }
}
