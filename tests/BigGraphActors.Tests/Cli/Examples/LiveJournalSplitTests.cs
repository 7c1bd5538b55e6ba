using System.IO.Compression;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public class LiveJournalSplitTests
{
    [Fact]
    public void A_quarter_is_held_out_and_comments_are_left_out()
    {
        using var folder = new TemporaryFolder();
        string edges = Path.Combine(folder.Path, "edges.txt.gz");
        string[] lines = [.. Enumerable.Range(0, 4000).Select(i => $"{i}\t{i + 1}")];
        using (var writer = new StreamWriter(new GZipStream(File.Create(edges), CompressionLevel.Fastest)))
        {
            writer.Write("# Directed graph\n" + string.Join('\n', lines) + "\n");
        }

        ExampleFiles files = LiveJournalExample.FilesIn(folder.Path);
        (long train, long test) = LiveJournalExample.WriteSplit(edges, files, 1, _ => { }, CancellationToken.None);

        Assert.Equal(4000, train + test);
        Assert.InRange(test, 900, 1100);
        Assert.Equal(lines.ToHashSet(), [.. File.ReadLines(files.Train), .. File.ReadLines(files.Test)]);
    }
}
