using System.Text.Json.Nodes;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>What the person at the terminal, or the program behind the pipe, sees.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly SmallRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Names_that_begin_with_an_at_sign_or_a_dash_are_plain_arguments()
    {
        _run.WriteEdges("@alice\tr\t@bob", "@bob\tr\t-carol", "-carol\tr\t@alice", "--dan\tr\t@bob");
        File.WriteAllText(_run.In("alice"), "@bob\n");
        File.Move(_run.In("edges.tsv"), _run.In("@edges.tsv"));
        SmallRun.Done("import", _run.Config, _run.In("@edges.tsv"));
        SmallRun.Done("train", _run.Config);

        string[] asked = ["@alice", "-carol", "--dan"];
        JsonArray found = (JsonArray)SmallRun.Done(
            ["neighbours", _run.Config, "-k", "1", "--", .. asked])["neighbours"]!;

        Assert.Equal(asked, found.Select(one => (string)one!["of"]!));
        Assert.Equal("@bob", (string)SmallRun.Done("neighbours", _run.Config, "@bob")["neighbours"]![0]!["of"]!);
    }

    [Fact]
    public void The_version_is_json_when_that_is_asked_for()
    {
        JsonObject facts = SmallRun.Done("--version");

        Assert.Equal(["version", "akka"], facts.Select(fact => fact.Key));
    }

    [Theory]
    [InlineData("train", "", "this is a folder")]
    [InlineData("train", "nothing.conf", "there is no such file")]
    [InlineData("config from-pbg", "pbg.py", "is a program and is not run here")]
    public void A_configuration_that_is_none_is_called_what_it_is(string verb, string name, string reason)
    {
        File.WriteAllText(_run.In("pbg.py"), "def get_torchbiggraph_config(): return dict(dimension=8)\n");

        ProgramRun run = ProgramRun.Of([.. verb.Split(' '), _run.In(name)]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {_run.In(name)}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entity_path")]
    [InlineData("edge_paths")]
    public void A_file_in_the_place_of_a_folder_is_called_so(string key)
    {
        ProgramRun run = ProgramRun.Of("import", _run.Config, "-p", $"{key}={_run.In("edges.tsv")}");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal($"error: {_run.In("edges.tsv")}: this is no folder, and a folder is needed", run.Error.Trim());
    }

    [Fact]
    public void Names_with_control_characters_do_not_steer_the_terminal()
    {
        const string name = "\u001b[31mred";
        _run.WriteEdges($"{name}\tr\tb", "b\tr\tc");
        _run.Train();

        ProgramRun shown = ProgramRun.Of("neighbours", _run.Config, "b", name);

        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("␛[31mred", shown.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Out);
        Assert.DoesNotContain('\u001b', ProgramRun.Of("neighbours", _run.Config, "\u001b[2J").Error);
        JsonNode found = SmallRun.Done("neighbours", _run.Config, name)["neighbours"]![0]!;
        Assert.Equal(name, (string)found["of"]!);
    }

    [Theory]
    [InlineData]
    [InlineData("cluster")]
    [InlineData("example")]
    public void Without_a_verb_the_help_is_shown(params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(arguments);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Commands:", run.Out, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void Without_a_verb_a_program_gets_no_help_for_people()
    {
        ProgramRun run = ProgramRun.Of("--json");

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("-p", "lr=0.5", "CONFIG", "lr")]
    [InlineData("-p", "lr=0.5", "dimension=4", "CONFIG", "lr")]
    [InlineData("--param", "lr=0.5", "CONFIG", "lr", "-p", "dimension=4", "num_epochs=3")]
    [InlineData("-p=lr=0.5", "dimension=4", "CONFIG", "lr")]
    [InlineData("-p", "lr=0.5", "--", "CONFIG", "lr")]
    public void An_override_may_stand_before_the_configuration(params string[] arguments)
    {
        JsonObject facts = SmallRun.Done(
            ["config", "show", .. arguments.Select(word => word == "CONFIG" ? _run.Config : word)]);

        Assert.Equal(0.5, (double)facts["value"]!);
    }

    [Fact]
    public void An_option_that_took_the_configuration_is_named()
    {
        ProgramRun run = ProgramRun.Of("eval", "--edges", "some", _run.Config);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("CONFIG", run.Error, StringComparison.Ordinal);
        Assert.Contains($"--edges has taken 'some' and '{_run.Config}'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    public void Figures_can_be_read_at_any_width(int columns)
    {
        _run.Train();
        double mrr = (double)SmallRun.Done("eval", _run.Config, "--filtered")["mrr"]!;

        string screen = Show(columns, "eval", _run.Config, "--filtered", "--per-relation");

        Assert.Contains(Figures.Metric(mrr), screen, StringComparison.Ordinal);
        Assert.Contains("against the positive", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("…", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config", "show")]
    [InlineData("import")]
    public void Paths_and_names_are_whole_at_forty_columns(params string[] verb)
    {
        string screen = Show(40, [.. verb, _run.Config]);

        Assert.Contains(_run.In("edges.tsv"), screen, StringComparison.Ordinal);
        Assert.DoesNotContain("…", screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    public void Help_keeps_to_the_width_and_breaks_no_word(int columns)
    {
        string help = Show(columns, "eval", "--help");

        Assert.All(help.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, columns));
        Assert.Contains("relations.0.all_negs=true", help, StringComparison.Ordinal);
        Assert.Contains("<config|partition|all>", help, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_says_so_in_one_line()
    {
        SmallRun.Done("import", _run.Config);

        ProgramRun run = ProgramRun.Of("train", _run.Config, "-p", "lr=1e30", "num_epochs=4");

        Assert.Equal(1, run.ExitCode);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("no longer", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [UnixTheory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2>/dev/null <&-")]
    public void Json_stands_alone_on_standard_output_whatever_becomes_of_the_error_stream(string streams)
    {
        SmallRun.Done("import", _run.Config);

        // There is much to say about every bucket.
        (int code, string said) = ProgramProcess.Run(
            _run.Folder, $"exec biggraph train run.conf --json -p num_epochs=3 verbose=1 {streams}");

        Assert.True(code == 0, said);
        JsonNode facts = JsonNode.Parse(said)!;
        Assert.Equal(3, (int)facts["checkpoint_version"]!);
    }

    [UnixFact]
    public void A_closed_or_unread_standard_output_does_not_end_a_training()
    {
        SmallRun.Done("import", _run.Config);

        (int code, string said) = ProgramProcess.Run(
            _run.Folder,
            """
            biggraph train run.conf >&- 2> noise || exit 7
            biggraph config show run.conf 2>> noise | head -n 1 > first; test ${PIPESTATUS[0]} = 0 || exit 8
            """);

        Assert.True(code == 0, said);
        Assert.Equal("1", File.ReadAllText(_run.In("model/checkpoint_version.txt")).Trim());
        Assert.DoesNotContain("error", File.ReadAllText(_run.In("noise")), StringComparison.Ordinal);
    }

    private static string Show(int columns, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, outputIsWindow: false, errorIsWindow: false, columns);
        int code = BiggraphProgram.Run(arguments, new Session(terminal, CancellationToken.None));
        Assert.True(code == 0, error.ToString());
        return output.ToString();
    }
}
