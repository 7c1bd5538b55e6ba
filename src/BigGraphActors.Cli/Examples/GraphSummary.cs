namespace BigGraphActors.Cli.Examples;

/// <summary>What the example built.</summary>
/// <param name="Assemblies">Managed assemblies read.</param>
/// <param name="Edges">Distinct edges in all.</param>
/// <param name="Train">Edges to learn from.</param>
/// <param name="Valid">Edges held out to choose settings by.</param>
/// <param name="Test">Edges held out to judge by.</param>
/// <param name="Relations">Edges of each relation, the most first.</param>
internal sealed record GraphSummary(
    int Assemblies,
    int Edges,
    int Train,
    int Valid,
    int Test,
    IReadOnlyList<(string Name, int Edges)> Relations)
{
    /// <summary>Counts what was drawn.</summary>
    public static GraphSummary Of(int assemblies, TripleList triples, HoldOut split) => new(
        assemblies,
        triples.Triples.Count,
        split.Train.Count,
        split.Valid.Count,
        split.Test.Count,
        [
            .. triples.Triples.CountBy(t => t.Relation)
                .OrderByDescending(r => r.Value)
                .Select(r => (triples.Names[r.Key], r.Value)),
        ]);
}
