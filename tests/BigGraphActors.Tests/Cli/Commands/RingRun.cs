using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>A graph of 24 entities and 48 edges of two relations in a folder of its own, and the program's verbs on it.
/// </summary>
internal sealed class RingRun : IDisposable
{
    private readonly SmallRun _run;

    /// <summary>Writes the edge list and the configuration.</summary>
    /// <param name="relations">The keys of the relations; none takes dynamic relations with translation.</param>
    public RingRun(string? relations = null)
    {
        _run = new SmallRun(relations);
        File.WriteAllText(List, Lines(0, 48));
    }

    public string Config => _run.Config;

    public string List => In("edges.tsv");

    public string Model => In("model");

    public void Dispose() => _run.Dispose();

    public string In(string name) => _run.In(name);

    /// <summary>Some edges of a ring with chords.</summary>
    public static string Lines(int from, int to) => string.Concat(Enumerable.Range(from, to - from).Select(i =>
        $"n{i % 24}\t{(i < 24 ? "next" : "over")}\tn{(i + (i < 24 ? 1 : 5)) % 24}\n"));

    /// <summary>Runs a verb on the configuration.</summary>
    public ProgramRun Of(string verb, params string[] more) => ProgramRun.Of([.. verb.Split(' '), Config, .. more]);

    /// <summary>Runs a verb that must succeed.</summary>
    public ProgramRun Done(string verb, params string[] more)
    {
        ProgramRun run = Of(verb, more);
        Assert.True(run.ExitCode == 0, $"{verb}: {run.Error}");
        return run;
    }

    /// <summary>Runs a verb that must fail with a reason, and change no file.</summary>
    public string Refused(string verb, params string[] more)
    {
        Dictionary<string, DateTime> before = Files();
        ProgramRun run = Of(verb, more);
        Assert.True(run.ExitCode == 1, $"{verb} ended with {run.ExitCode}: {run.Out} {run.Error}");
        Assert.DoesNotContain("fault of the program", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
        return run.Error;
    }

    /// <summary>Puts a number into a row of the committed table.</summary>
    public void Overwrite(int row, float value)
    {
        CheckpointDirectory checkpoint = new(Model);
        int version = checkpoint.ReadVersion();
        PartitionId partition = new("all", 0);
        (long rows, int dim) = checkpoint.TryReadShape(partition, version)!.Value;
        using EmbeddingTable table = new(rows, dim);
        Assert.True(checkpoint.TryReadEmbeddings(partition, version, table));
        table.Row(row)[1] = value;
        checkpoint.WriteEmbeddings(
            partition,
            version,
            table,
            new CheckpointMetadata
            {
                ConfigJson = checkpoint.TryReadConfig()!,
                EpochCount = 1,
                EpochIndex = 0,
                EdgePathCount = 1,
                EdgePathIndex = 0,
                EdgePath = "",
                EdgeSliceCount = 1,
                EdgeSliceIndex = 0,
            },
            new EmbeddingOptimizerState(0.1));
    }

    private Dictionary<string, DateTime> Files() => Directory
        .EnumerateFiles(_run.Folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, File.GetLastWriteTimeUtc);
}
