namespace BigGraphActors.Cli.Examples;

/// <summary>
/// A graph made of nothing but a seed, whose entities and relations are as unevenly popular as real ones.
/// </summary>
/// <remarks>
/// Ends and relations are drawn by <see cref="Popularity"/>, a power law near that of FB15k's entities. Which partner
/// an edge has is independent, so nothing can be learnt from it but popularity: it measures speed, not quality.
/// </remarks>
/// <param name="Entities">Entities, at least 1.</param>
/// <param name="Relations">Relations, at least 1.</param>
/// <param name="Edges">Edges, 0 or more.</param>
/// <param name="Seed">The same seed gives the same graph.</param>
internal sealed record SyntheticGraph(int Entities, int Relations, int Edges, int Seed)
{
    /// <summary>The size of FB15k-237's training set.</summary>
    public static SyntheticGraph LikeFb15k237 { get; } = new(14_541, 237, 272_115, 1);

    /// <summary>Draws all edges.</summary>
    /// <returns>Left entities, relations, right entities: three arrays of the number of edges.</returns>
    public (long[] Lhs, long[] Relation, long[] Rhs) Draw()
    {
        var random = new Random(Seed);
        long[] lhs = new long[Edges];
        long[] relation = new long[Edges];
        long[] rhs = new long[Edges];
        for (int edge = 0; edge < Edges; edge++)
        {
            lhs[edge] = Popularity.Draw(random, Entities);
            relation[edge] = Popularity.Draw(random, Relations);
            rhs[edge] = Popularity.Draw(random, Entities);
        }

        return (lhs, relation, rhs);
    }
}
