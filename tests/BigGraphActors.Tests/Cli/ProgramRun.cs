using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Tests.Cli;

/// <summary>One run of the program inside the test's process, with what it wrote.</summary>
internal sealed record ProgramRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs the program with both streams going to no window.</summary>
    public static ProgramRun Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, outputIsWindow: false, errorIsWindow: false);
        int exitCode = BiggraphProgram.Run(arguments, new Session(terminal, CancellationToken.None));
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }
}
