using System.Globalization;

namespace BigGraphActors.Cli.Examples;

/// <summary>A knowledge graph of Freebase's shape made of nothing but a seed, with something to learn in it.</summary>
/// <remarks>
/// <para>
/// Entities belong to communities of 64, and eight communities are a family. A relation leads from a community to
/// another one of its family, always in the same way; so a model that has learnt both finds the community of the tail.
/// One edge in five has any tail instead. Heads and relations are popular by a power law (<see cref="Popularity"/>).
/// </para>
/// <para>
/// The first edges take each entity once as head and each relation once, so that all of them occur. The last edges are
/// held out; their entities and relations occur among the others.
/// </para>
/// </remarks>
/// <param name="Share">Share of Freebase's size, above 0 and at most 1.</param>
/// <param name="Seed">The same seed gives the same graph.</param>
internal sealed record DrawnKnowledgeGraph(double Share, int Seed)
{
    /// <summary>Freebase's entities.</summary>
    public const int FreebaseNodes = 86_054_151;

    /// <summary>Freebase's edges, those held out included.</summary>
    public const int FreebaseEdges = 338_586_276;

    /// <summary>Freebase's relations.</summary>
    public const int FreebaseRelations = 14_824;

    /// <summary>The smallest share: 1,000 entities and some more.</summary>
    public const double LeastShare = 0.000_012;

    private const int CommunitySize = 64;
    private const int FamilySize = 8;
    private const double ShareInFamily = 0.8;
    private const int MostHeldOut = 10_000;
    private const int LinesPerReport = 1 << 17;
    private const int IdBits = 27;

    // Odd, so that different entities get different names; their order says nothing of communities.
    private const uint NameFactor = 0x5bd1_e995;

    /// <summary>Entities; each occurs.</summary>
    public int Nodes => (int)(FreebaseNodes * Share);

    /// <summary>Edges, those held out included.</summary>
    public int Edges => (int)(FreebaseEdges * Share);

    /// <summary>Relations; each occurs. At least one for each step within a family.</summary>
    public int Relations => Math.Max(FamilySize, (int)(FreebaseRelations * Share));

    /// <summary>Edges held out: 10,000, and of small graphs every tenth.</summary>
    public int HeldOut => Math.Min(MostHeldOut, Edges / 10);

    /// <summary>Writes both edge lists: head, relation and tail, with tabs between.</summary>
    /// <param name="files">The example's files; older lists are replaced.</param>
    /// <param name="progress">Is told how many edges are written.</param>
    /// <param name="stop">Ends it, with the files incomplete.</param>
    public void Write(ExampleFiles files, Action<long> progress, CancellationToken stop)
    {
        var random = new Random(Seed);
        Write(files.Train, 0, Edges - HeldOut, random, progress, stop);
        Write(files.Test, Edges - HeldOut, Edges, random, progress, stop);
    }

    private void Write(
        string path, int first, int end, Random random, Action<long> progress, CancellationToken stop)
    {
        Span<char> line = stackalloc char[64];
        using StreamWriter writer = TextFiles.Create(path);
        for (int edge = first; edge < end; edge++)
        {
            (int head, int relation, int tail) = Draw(edge, random);
            // The line has room for the longest names.
            _ = line.TryWrite(
                CultureInfo.InvariantCulture,
                $"/m/0{IdOf(head):x6}\t/r/{relation}\t/m/0{IdOf(tail):x6}\n",
                out int length);
            writer.Write(line[..length]);
            if (edge % LinesPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress(edge);
            }
        }
    }

    private (int Head, int Relation, int Tail) Draw(int edge, Random random)
    {
        int head = edge < Nodes ? edge : Popularity.Draw(random, Nodes);
        int relation = edge < Relations ? edge : Popularity.Draw(random, Relations);
        if (random.NextDouble() >= ShareInFamily)
        {
            return (head, relation, Popularity.Draw(random, Nodes));
        }

        int home = head / CommunitySize;
        int first = (home ^ (relation % FamilySize)) * CommunitySize;
        if (first >= Nodes)
        {
            // The last family has fewer communities than the others.
            first = home * CommunitySize;
        }

        return (head, relation, first + random.Next(Math.Min(CommunitySize, Nodes - first)));
    }

    /// <summary>Of the entity's name, <c>/m/0</c> and hexadecimal digits, which looks as Freebase's do.</summary>
    private static uint IdOf(int entity) => (uint)entity * NameFactor & ((1u << IdBits) - 1);
}
