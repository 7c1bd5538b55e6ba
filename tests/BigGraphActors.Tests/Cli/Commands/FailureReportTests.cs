using BigGraphActors.Cli;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli.Commands;

public class FailureReportTests
{
    [Fact]
    public void A_wrong_usage_ends_in_2_without_a_stack() =>
        Check(new UsageException("no files to import"), 2, "error: no files to import\n");

    [Fact]
    public void A_failure_of_the_file_system_ends_in_1_with_its_path_first() =>
        Check(new IOException("No space left on device : 'model/x.h5'"), 1,
            "error: model/x.h5: No space left on device\n");

    [Theory]
    [InlineData("Could not find file '/a/b'.", "/a/b: there is no such file or folder")]
    [InlineData("Could not find a part of the path '/a/b'.", "/a/b: there is no such file or folder")]
    [InlineData("Access to the path '/a b' is denied.", "/a b: access is denied")]
    [InlineData("/a: it is what it is", "/a: it is what it is")]
    public void A_message_of_the_system_begins_with_the_path(string message, string said) =>
        Check(new IOException(message), 1, $"error: {said}\n");

    [Fact]
    public void Each_line_of_a_message_is_marked_as_an_error() =>
        Check(new FailedException("first\nsecond"), 1, "error: first\nerror: second\n");

    [Fact]
    public void One_failure_of_many_threads_is_reported_as_itself() =>
        Check(new AggregateException(new FailedException("a thread's")), 1, "error: a thread's\n");

    [Fact]
    public void Who_was_asked_to_stop_has_not_failed()
    {
        Check(new StoppedException("stopped; the checkpoint is whole"), 130, "stopped; the checkpoint is whole\n");
        Check(new OperationCanceledException(), 130, "stopped before the end\n");
    }

    [Fact]
    public void A_fault_of_the_program_says_how_to_see_where_it_happened()
    {
        Check(new InvalidOperationException("broken"), 1, """
            error: unexpected InvalidOperationException: broken
            This is a fault of the program. BIGGRAPH_TRACE=1 shows where it happened.

            """);
    }

    private static void Check(Exception failure, int exitCode, string text)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, outputIsWindow: false, errorIsWindow: false);

        Assert.Equal(exitCode, FailureReport.Write(failure, terminal));
        Assert.Equal(text, error.ToString().ReplaceLineEndings("\n"));
    }
}
