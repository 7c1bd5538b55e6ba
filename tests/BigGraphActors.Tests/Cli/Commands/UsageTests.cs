namespace BigGraphActors.Tests.Cli.Commands;

public class UsageTests
{
    [Theory]
    [InlineData("no-such-verb")]
    [InlineData("example", "dotnet", "--no-such-option")]
    [InlineData("bench", "train", "--entities", "0")]
    [InlineData("bench", "train", "--entities", "many")]
    [InlineData("bench", "kernels", "--rows", "many")]
    [InlineData("example", "livejournal", "--drawn", "1")]
    [InlineData("example", "freebase", "--share", "0")]
    [InlineData("example", "freebase", "--share", "2")]
    [InlineData("example", "livejournal", "--drawn", "many")]
    [InlineData("example", "livejournal", "--drawn", "10", "--from", "edges.txt")]
    public void Wrong_usage_ends_in_2_with_an_error_and_where_to_read(params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help' shows how it is used", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void An_unknown_verb_is_named_without_complaining_of_a_missing_one()
    {
        ProgramRun run = ProgramRun.Of("trian");

        Assert.Contains("'trian'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Required command", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'trian'; did you mean 'train'?", "trian", "run.conf")]
    [InlineData("'--parm'; did you mean '--param'?", "train", "run.conf", "--parm", "lr=1")]
    [InlineData("'upp'; did you mean 'up'?", "cluster", "upp")]
    [InlineData("'1.5' for option '--count' as a whole number up to 2147483647.", "neighbours", "c", "n", "-k", "1.5")]
    [InlineData("'x' for option '--epochs' as a whole number up to 2147483647.", "bench", "train", "--epochs", "x")]
    public void A_mistyped_word_costs_one_line_that_says_what_was_expected(string end, params string[] arguments)
    {
        ProgramRun run = ProgramRun.Of(arguments);

        string line = Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.EndsWith(end, line.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Version_prints_the_version_of_the_program_and_the_actor_runtime()
    {
        ProgramRun run = ProgramRun.Of("--version");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Out);
        Assert.Matches(@"Akka\.NET 1\.5\.\d+\s*$", run.Out);
    }
}
