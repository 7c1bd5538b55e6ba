using System.Diagnostics;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>An import that ends while what it laid aside is on disk.</summary>
public sealed class KilledImportTests : IDisposable
{
    private const string Config = """
        biggraph {
          entity_path = "DIR/entities"
          edge_paths = ["DIR/edges"]
          checkpoint_path = "DIR/model"
          entities { all { num_partitions = 2 } }
          relations = [{ name = r, lhs = all, rhs = all }]
          dimension = 4
          seed = 1
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public KilledImportTests() =>
        File.WriteAllText(In("run.conf"), Config.Replace("DIR", _folder.Path, StringComparison.Ordinal));

    [UnixFact]
    public void Killed_it_leaves_the_old_graph_and_the_next_import_clears_what_it_laid_aside()
    {
        string[] before = ImportSmall("a\tb\nb\tc\n");
        using ProgramProcess import = StartAndSpill(out FileStream pipe, "entities");
        import.Signal("KILL");
        import.WaitForEnd();
        pipe.Dispose();

        string left = Assert.Single(Directory.GetDirectories(In("entities"), ".import-*"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(left, "scratch")));
        Assert.Equal(before, Files());
        ImportSmall("a\tb\nb\tc\nc\td\n");

        Assert.Equal(before.Select(WithoutBytes), Files().Select(WithoutBytes));
        Assert.Empty(Directory.GetDirectories(_folder.Path, ".import-*", SearchOption.AllDirectories));
    }

    [UnixFact]
    public void Interrupted_it_clears_what_it_laid_aside()
    {
        string[] before = ImportSmall("a\tb\nb\tc\n");
        using ProgramProcess import = StartAndSpill(out FileStream pipe, "entities");
        import.Signal("INT");
        pipe.Dispose();

        Assert.Equal(130, import.WaitForEnd());
        Assert.Equal(before, Files());
        Assert.Empty(Directory.GetDirectories(_folder.Path, ".import-*", SearchOption.AllDirectories));
    }

    [UnixFact]
    public void A_scratch_folder_of_its_own_takes_what_is_laid_aside_and_is_cleared_by_the_next_import()
    {
        Directory.CreateDirectory(In("scratch"));
        using ProgramProcess import = StartAndSpill(out FileStream pipe, "scratch", "--scratch", In("scratch"));
        import.Signal("KILL");
        import.WaitForEnd();
        pipe.Dispose();

        Assert.NotEmpty(Directory.GetDirectories(In("scratch")));
        ImportSmall("a\tb\n", "--scratch", In("scratch"));
        Assert.Empty(Directory.GetFileSystemEntries(In("scratch")));
    }

    public void Dispose() => _folder.Dispose();

    private static string WithoutBytes(string file) => file.Split(' ')[0];

    private string In(string name) => Path.Combine(_folder.Path, name);

    private string[] ImportSmall(string text, params string[] options)
    {
        File.WriteAllText(In("small.tsv"), text);
        ProgramRun run = ProgramRun.Of(["import", In("run.conf"), In("small.tsv"), .. options]);
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        return Files();
    }

    private string[] Files() =>
    [
        .. new[] { "entities", "edges" }.SelectMany(folder => Directory.GetFiles(In(folder)))
            .Select(path => $"{Path.GetRelativePath(_folder.Path, path)} {Convert.ToHexString(File.ReadAllBytes(path))}")
            .Order(StringComparer.Ordinal),
    ];

    // Writes edges into a pipe until the import has laid some of them aside on disk; it then waits for more.
    private ProgramProcess StartAndSpill(out FileStream pipe, string scratchIn, params string[] options)
    {
        using Process make = Process.Start("mkfifo", In("pipe"));
        make.WaitForExit();
        ProgramProcess import = new(
            _folder.Path, $"exec biggraph import run.conf pipe --memory 192m {string.Join(' ', options)}");
        pipe = new FileStream(In("pipe"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (int edge = 0; !HasSpilled(In(scratchIn)); edge += 10_000)
        {
            Assert.False(import.Process.HasExited, import.Said);
            pipe.Write(System.Text.Encoding.UTF8.GetBytes(string.Concat(
                Enumerable.Range(edge, 10_000).Select(i => $"name{i}\tname{i * 7L % 1_000_003}\n"))));
        }

        return import;
    }

    private static bool HasSpilled(string folder) =>
        Directory.Exists(folder)
        && Directory.GetDirectories(folder, ".import-*")
            .Select(one => Path.Combine(one, "scratch"))
            .Any(one => Directory.Exists(one) && Directory.GetFiles(one).Any(file => new FileInfo(file).Length > 0));
}
