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
    /// Differs: PBG shuffles the whole file in memory and cuts it; here each line is drawn by itself, so that memory
    /// stays small. The shares are then kept on average.
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
