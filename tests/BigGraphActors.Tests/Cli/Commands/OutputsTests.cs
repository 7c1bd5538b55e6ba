using System.IO.Compression;
using System.Runtime.Versioning;
using ZstdSharp;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>Where a user may let results go to, and what becomes of what was there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OutputsTests : IDisposable
{
    private const int Entities = 10;
    private readonly SmallRun _run = new();

    public OutputsTests() => _run.Train();

    public void Dispose() => _run.Dispose();

    [UnixFact]
    public void A_pipe_gets_the_vectors_and_stays_a_pipe()
    {
        (int code, string said) = ProgramProcess.Run(
            _run.Folder,
            """
            mkfifo pipe; cat pipe > got & reader=$!
            biggraph export run.conf --entities-output pipe --force || exit
            wait $reader; test -p pipe || exit 9
            wc -l < got
            """);

        Assert.True(code == 0, said);
        Assert.Equal(Entities, File.ReadLines(_run.In("got")).Count());
    }

    [UnixFact]
    public void A_process_substitution_and_the_own_output_are_written_into()
    {
        (int code, string said) = ProgramProcess.Run(
            _run.Folder,
            """
            biggraph export run.conf --entities-output >(cat > substituted) || exit
            biggraph export run.conf --entities-output /dev/stdout --json > vectors 2> facts || exit
            biggraph export run.conf --entities-output /dev/fd/7 7> seventh || exit
            biggraph export run.conf --entities-output /dev/stdout 2> noise | head -n 1 > first
            test ${PIPESTATUS[0]} = 0 || exit 8
            until [ "$(wc -l < substituted)" = 10 ]; do :; done
            """);

        Assert.True(code == 0, said);
        Assert.Equal(Entities, File.ReadLines(_run.In("vectors")).Count());
        Assert.Equal(Entities, File.ReadLines(_run.In("seventh")).Count());
        Assert.StartsWith("{\"checkpoint_version\":1", File.ReadAllText(_run.In("facts")), StringComparison.Ordinal);
        Assert.Single(File.ReadLines(_run.In("first")));
        Assert.DoesNotContain("error", File.ReadAllText(_run.In("noise")), StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_device_is_written_into()
    {
        ProgramRun nowhere = ProgramRun.Of("export", _run.Config, "--entities-output", "/dev/null", "--force");
        ProgramRun full = ProgramRun.Of("export", _run.Config, "--entities-output", "/dev/full", "--force");

        Assert.Equal(0, nowhere.ExitCode);
        Assert.Equal(1, full.ExitCode);
        Assert.Equal("error: /dev/full: No space left on device", full.Error.Trim());
    }

    [UnixTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_link_stays_and_what_it_leads_to_is_written(bool isThere)
    {
        if (isThere)
        {
            File.WriteAllText(_run.In("real.tsv"), "old");
            File.SetUnixFileMode(_run.In("real.tsv"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.CreateSymbolicLink(_run.In("link.tsv"), "real.tsv");
        ProgramRun run = ProgramRun.Of(
            ["export", _run.Config, "--entities-output", _run.In("link.tsv"), .. isThere ? ["--force"] : (string[])[]]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("real.tsv", new FileInfo(_run.In("link.tsv")).LinkTarget);
        Assert.Equal(Entities, File.ReadLines(_run.In("real.tsv")).Count());
        if (isThere)
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_run.In("real.tsv")));
        }
    }

    [UnixFact]
    public void A_link_to_a_file_that_is_there_needs_leave_to_replace_it()
    {
        File.WriteAllText(_run.In("real.tsv"), "old");
        File.CreateSymbolicLink(_run.In("link.tsv"), "real.tsv");

        ProgramRun run = ProgramRun.Of("export", _run.Config, "--entities-output", _run.In("link.tsv"));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("old", File.ReadAllText(_run.In("real.tsv")));
    }

    [Theory]
    [InlineData("packed.tsv.gz")]
    [InlineData("packed.ZST")]
    public void A_name_that_asks_for_compression_gets_it(string name)
    {
        SmallRun.Done("export", _run.Config, "--entities-output", _run.In("plain.tsv"));
        SmallRun.Done("export", _run.Config, "--entities-output", _run.In(name));

        using FileStream packed = File.OpenRead(_run.In(name));
        using Stream plain = name.EndsWith("gz", StringComparison.Ordinal)
            ? new GZipStream(packed, CompressionMode.Decompress)
            : new DecompressionStream(packed);
        using StreamReader reader = new(plain);
        Assert.Equal(File.ReadAllText(_run.In("plain.tsv")), reader.ReadToEnd());
    }

    [Theory]
    [InlineData("vectors.npy", "NumPy")]
    [InlineData("vectors.tsv.bz2", "bzip2")]
    [InlineData("vectors.CSV", "values between commas")]
    [InlineData("vectors.json.gz", "JSON")]
    public void A_name_that_promises_another_format_is_refused(string name, string promised)
    {
        ProgramRun run = ProgramRun.Of("export", _run.Config, "--entities-output", _run.In(name));

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {_run.In(name)}: the name promises {promised}", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_run.In(name)));
    }

    [Theory]
    [InlineData("run.json", "JSON")]
    [InlineData("run.conf.gz", "gzip")]
    public void A_configuration_under_the_name_of_another_format_is_refused(string name, string promised)
    {
        ProgramRun run = ProgramRun.Of("config", "init", _run.In("edges.tsv"), "-o", _run.In(name));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"the name promises {promised}, and what is written is HOCON", run.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public void A_configuration_goes_through_a_link()
    {
        File.CreateSymbolicLink(_run.In("link.conf"), "drafted.conf");

        SmallRun.Done("config", "init", _run.In("edges.tsv"), "-o", _run.In("link.conf"));

        Assert.Equal("drafted.conf", new FileInfo(_run.In("link.conf")).LinkTarget);
        Assert.Contains("biggraph", File.ReadAllText(_run.In("drafted.conf")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.conf")]
    [InlineData("edges.tsv")]
    [InlineData("entities/entity_count_all_0.txt")]
    [InlineData("model/checkpoint_version.txt")]
    public void What_the_run_reads_is_not_replaced_even_by_force(string name)
    {
        byte[] before = File.ReadAllBytes(_run.In(name));

        ProgramRun run = ProgramRun.Of("export", _run.Config, "--entities-output", _run.In(name), "--force");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(Path.GetFileName(name), run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(_run.In(name)));
    }

    [Fact]
    public void An_empty_name_is_wrong_usage()
    {
        ProgramRun run = ProgramRun.Of("export", _run.Config, "--entities-output", "");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("the name of an output is empty", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_results_in_one_file_are_refused()
    {
        ProgramRun run = ProgramRun.Of(
            "export", _run.Config, "--entities-output", _run.In("x"), "--relation-types-output", _run.In("x"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("both outputs would be this one file", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entities", "is a folder")]
    [InlineData("nowhere/vectors.tsv", "there is no folder")]
    public void A_place_that_cannot_be_is_named(string name, string reason)
    {
        ProgramRun run = ProgramRun.Of("export", _run.Config, "--entities-output", _run.In(name));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public void What_a_killed_export_left_is_cleared_and_a_living_one_is_left_alone()
    {
        string dead = _run.In(".biggraph-output-0000dead");
        File.WriteAllText(dead, "half");
        string living = _run.In(".biggraph-output-00000001");
        using FileStream held = new(living, FileMode.Create, FileAccess.Write, FileShare.None);

        SmallRun.Done("export", _run.Config, "--entities-output", _run.In("vectors.tsv"));

        Assert.False(File.Exists(dead));
        Assert.True(File.Exists(living));
    }

    [Fact]
    public void What_killed_imports_left_is_cleared_and_a_living_one_is_left_alone()
    {
        string dead = Leave("entities", ".import-1-0000dead");
        File.WriteAllText(Path.Combine(dead, "in-use"), "");
        string ancient = Leave("edges", ".import-2-0000dead");
        Directory.SetLastWriteTimeUtc(ancient, DateTime.UtcNow.AddHours(-1));
        string living = Leave("edges", ".import-3-00000001");
        using FileStream held = new(
            Path.Combine(living, "in-use"), FileMode.Create, FileAccess.Write, FileShare.None);

        SmallRun.Done("import", _run.Config);

        Assert.False(Directory.Exists(dead));
        Assert.False(Directory.Exists(ancient));
        Assert.True(Directory.Exists(living));
    }

    [Fact]
    public void Files_set_aside_by_a_killed_import_stay_until_another_import_is_done()
    {
        string dead = Leave("entities", ".import-1-0000dead");
        File.WriteAllText(Path.Combine(dead, "in-use"), "");
        string old = Path.Combine(dead, "old", "entity_count_all_0.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(old)!);
        File.WriteAllText(old, "10");

        Assert.Equal(1, ProgramRun.Of("import", _run.Config, _run.In("no-such-list.tsv")).ExitCode);
        Assert.True(File.Exists(old), "a failed import has nothing to put in its place");

        SmallRun.Done("import", _run.Config);
        Assert.False(Directory.Exists(dead));
    }

    private string Leave(string directory, string name)
    {
        string folder = Path.Combine(_run.In(directory), name);
        Directory.CreateDirectory(Path.Combine(folder, "new"));
        return folder;
    }
}
