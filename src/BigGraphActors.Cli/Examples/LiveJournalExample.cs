using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace BigGraphActors.Cli.Examples;

/// <summary>PBG's LiveJournal walk-through: who follows whom, a quarter of the edges held out.</summary>
internal static class LiveJournalExample
{
    /// <summary>Where the example works if nobody says otherwise; the configuration is written for it.</summary>
    public const string DefaultDirectory = "biggraph-livejournal";

    /// <summary>Share of the edges that is held out, as in PBG's example.</summary>
    public const double TestShare = 0.25;

    /// <summary>Where PBG takes the data from.</summary>
    public static Uri Address { get; } = new("https://snap.stanford.edu/data/soc-LiveJournal1.txt.gz");

    /// <summary>The example's files under a directory.</summary>
    public static ExampleFiles FilesIn(string directory) => new(directory, "livejournal", DefaultDirectory);

    /// <summary>Parts the lines of an edge list into train and test; comment lines are left out.</summary>
    /// <remarks>
    /// Differs: the LiveJournal example draws each line by itself, so that memory stays small and the shares are kept
    /// on average. PBG shuffles the whole file in memory and cuts it.
    /// </remarks>
    /// <returns>Lines to learn from and lines held out.</returns>
    public static (long Train, long Test) WriteSplit(
        string edgeList, ExampleFiles files, int seed, Action<long> progress, CancellationToken stop)
    {
        var random = new Random(seed);
        using StreamReader reader = OpenText(edgeList);
        using StreamWriter train = TextFiles.Create(files.Train);
        using StreamWriter test = TextFiles.Create(files.Test);
        (long Train, long Test) lines = (0, 0);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (random.NextDouble() < TestShare)
            {
                test.WriteLine(line);
                lines.Test++;
            }
            else
            {
                train.WriteLine(line);
                lines.Train++;
            }

            if ((lines.Train + lines.Test) % 100_000 == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress(lines.Train + lines.Test);
            }
        }

        return lines;
    }

    private static StreamReader OpenText(string path)
    {
        Stream file = File.OpenRead(path);
        return new StreamReader(
            path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file,
            Encoding.UTF8);
    }
}

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
