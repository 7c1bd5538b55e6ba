namespace BigGraphActors.Cli.Examples;

/// <summary>Writes edges as text, one a line: left entity, relation, right entity, separated by tabs.</summary>
internal static class TripleFiles
{
    /// <summary>Writes one file, replacing an older one.</summary>
    public static void Write(string path, IReadOnlyList<Triple> triples, IReadOnlyList<string> names)
    {
        using StreamWriter writer = TextFiles.Create(path);
        foreach (Triple triple in triples)
        {
            writer.Write(names[triple.Lhs]);
            writer.Write('\t');
            writer.Write(names[triple.Relation]);
            writer.Write('\t');
            writer.WriteLine(names[triple.Rhs]);
        }
    }
}
