namespace BigGraphActors.Schema.Settings;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
public static class NearestName
{
    /// <summary><c>; did you mean 'x'?</c>, or nothing where no name is near.</summary>
    public static string Hint(string written, IEnumerable<string> names) =>
        Find(written, names) is { } name ? $"; did you mean '{name}'?" : "";

    /// <summary>
    /// The name with the fewest differing letters, or one that contains the word; none when all are far.
    /// </summary>
    public static string? Find(string written, IEnumerable<string> names)
    {
        string word = Plain(written);
        (string Name, int Distance)[] ranked =
            [.. names.Select(name => (name, Distance(word, Plain(name)))).OrderBy(pair => pair.Item2)];
        if (ranked.Length == 0)
        {
            return null;
        }

        int near = Math.Max(1, word.Length / 3);
        return ranked[0].Distance <= near
            ? ranked[0].Name
            : ranked.FirstOrDefault(pair => IsPartOf(word, Plain(pair.Name))).Name;
    }

    /// <summary>Letters to insert, delete, change, or swap with their neighbour (optimal string alignment).</summary>
    public static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            cost[i, 0] = i;
        }

        for (int j = 0; j <= to.Length; j++)
        {
            cost[0, j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int change = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                cost[i, j] = Math.Min(change, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[from.Length, to.Length];
    }

    private static bool IsPartOf(string word, string name) =>
        word.Length >= 4
        && (name.Contains(word, StringComparison.Ordinal) || word.Contains(name, StringComparison.Ordinal));

    /// <summary>
    /// Case and the choice of '-' or '_' are no differences; endless words are cut, their end decides nothing.
    /// </summary>
    private static string Plain(string name) =>
        name[..Math.Min(name.Length, 80)].Replace('-', '_').ToLowerInvariant();
}
