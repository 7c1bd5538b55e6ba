using System.Text;

namespace BigGraphActors.Cli.Examples;

/// <summary>Writes edges as text, one a line: left entity, relation, right entity, parted by tabs.</summary>
internal static class TripleFiles
{
    /// <summary>
    /// Writes one file, replacing an older one; UTF-8 without a mark, lines end in LF on every system.
    /// </summary>
    public static void Write(string path, IReadOnlyList<Triple> triples, IReadOnlyList<string> names)
    {
        var plainUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var writer = new StreamWriter(path, append: false, plainUtf8);
        writer.NewLine = "\n";
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
