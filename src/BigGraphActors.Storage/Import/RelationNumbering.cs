namespace BigGraphActors.Storage.Import;

/// <summary>The final number of each relation.</summary>
/// <param name="NewNumbers">By number of first sight; -1 for a relation that was dropped.</param>
/// <param name="Order">The kept relations' numbers of first sight, by final number.</param>
internal sealed record RelationNumbering(int[] NewNumbers, int[] Order)
{
    /// <summary>Static relations keep the configuration's numbers.</summary>
    public static RelationNumbering Static(int count) =>
        new([.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)]);

    /// <summary>Drops rare relations and shuffles the rest. PBG: <c>collect_relation_types</c>.</summary>
    /// <param name="counts">Edges of each relation.</param>
    /// <param name="minCount">Relations with fewer edges are dropped.</param>
    /// <param name="random">The sequence of the relations.</param>
    public static RelationNumbering Dynamic(long[] counts, int minCount, SeededSequence random)
    {
        int[] order = [.. Enumerable.Range(0, counts.Length).Where(number => counts[number] >= minCount)];
        random.Shuffle(order);
        int[] numbers = new int[counts.Length];
        Array.Fill(numbers, -1);
        for (int i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = i;
        }

        return new RelationNumbering(numbers, order);
    }
}
