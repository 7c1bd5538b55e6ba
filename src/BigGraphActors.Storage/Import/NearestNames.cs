namespace BigGraphActors.Storage.Import;

/// <summary>Finds the names that a misspelt one may have meant.</summary>
internal static class NearestNames
{
    private const int Shown = 3;

    /// <summary>At most three candidates, the nearest by edit distance first.</summary>
    public static IEnumerable<string> Of(string name, IReadOnlyList<string> candidates) =>
        candidates.OrderBy(candidate => Distance(name, candidate)).Take(Shown);

    // Levenshtein's distance with two rows; letters differing only in case count half.
    private static double Distance(string left, string right)
    {
        double[] above = [.. Enumerable.Range(0, right.Length + 1).Select(i => (double)i)];
        double[] row = new double[right.Length + 1];
        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                double change = left[i - 1] == right[j - 1] ? 0
                    : char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0.5
                    : 1;
                row[j] = Math.Min(above[j - 1] + change, Math.Min(above[j], row[j - 1]) + 1);
            }

            (above, row) = (row, above);
        }

        return above[right.Length];
    }
}
