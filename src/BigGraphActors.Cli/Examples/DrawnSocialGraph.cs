using System.Globalization;

namespace BigGraphActors.Cli.Examples;

/// <summary>A graph of LiveJournal's shape made of nothing but a seed: people who follow others of their circle.
/// </summary>
/// <remarks>
/// Sources and targets are popular by a power law (<see cref="Popularity"/>), and most edges stay within a
/// circle: people whose numbers are the same up to the last digits. So there is something to learn, unlike in a graph
/// of popularity alone; the real graph's communities overlap and vary in size, these do not.
/// </remarks>
/// <param name="Nodes">People, at least 2; LiveJournal has 4,847,571.</param>
/// <param name="Seed">The same seed gives the same graph.</param>
internal sealed record DrawnSocialGraph(int Nodes, int Seed)
{
    /// <summary>LiveJournal's people.</summary>
    public const int LiveJournalNodes = 4_847_571;

    private const double EdgesPerNode = 68_993_773.0 / LiveJournalNodes;
    private const double ShareInCircle = 0.7;
    private const int CircleSize = 64;
    private const int LinesPerReport = 1 << 17;

    /// <summary>Edges: as many a node as LiveJournal has.</summary>
    public long Edges => (long)(Nodes * EdgesPerNode);

    /// <summary>Writes the edge list as SNAP's files are: comments, then two numbers a line.</summary>
    /// <param name="path">Replaced.</param>
    /// <param name="progress">Is told how many edges are written.</param>
    /// <param name="stop">Ends it, with the file incomplete.</param>
    public void Write(string path, Action<long> progress, CancellationToken stop)
    {
        var random = new Random(Seed);
        using StreamWriter writer = TextFiles.Create(path);
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"# Drawn by biggraph with seed {Seed}: {Nodes} nodes, {Edges} edges"));
        for (long edge = 0; edge < Edges; edge++)
        {
            (int source, int target) = Draw(random);
            writer.Write(source);
            writer.Write('\t');
            writer.WriteLine(target);
            if (edge % LinesPerReport == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress(edge);
            }
        }
    }

    private (int Source, int Target) Draw(Random random)
    {
        int source = Popularity.Draw(random, Nodes);
        if (random.NextDouble() >= ShareInCircle)
        {
            return (source, Popularity.Draw(random, Nodes));
        }

        int first = source / CircleSize * CircleSize;
        return (source, first + random.Next(Math.Min(CircleSize, Nodes - first)));
    }
}
