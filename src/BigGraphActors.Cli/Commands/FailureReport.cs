using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>The one place where an exception becomes words and an exit code.</summary>
internal static class FailureReport
{
    /// <summary>Set to 1, the variable makes every failure show its stack.</summary>
    public const string TraceVariable = "BIGGRAPH_TRACE";

    /// <summary>Says what went wrong on the error stream.</summary>
    /// <returns>
    /// 1, or 2 where the one who typed can put it right in the arguments or the settings, or 130 where nothing went
    /// wrong: somebody asked it to stop.
    /// </returns>
    public static int Write(Exception failure, Terminal terminal)
    {
        if (failure is AggregateException { InnerExceptions.Count: 1 } onlyOne)
        {
            failure = onlyOne.InnerExceptions[0];
        }

        if (failure is StoppedException or OperationCanceledException)
        {
            terminal.Note(failure is StoppedException ? failure.Message : "stopped before the end");
            return ExitCode.Stopped;
        }

        bool traced = Environment.GetEnvironmentVariable(TraceVariable) == "1";
        foreach (string line in Describe(failure).Split('\n'))
        {
            terminal.Note("error: " + line.TrimEnd('\r'));
        }

        if (traced)
        {
            terminal.Note(failure.ToString());
        }
        else if (!IsExpected(failure))
        {
            terminal.Note($"This is a fault of the program. {TraceVariable}=1 shows where it happened.");
        }

        return failure is UsageException or SettingsException or UnusableSettingException
            ? ExitCode.WrongUsage
            : ExitCode.Failed;
    }

    private static string Describe(Exception failure) => failure switch
    {
        OutOfMemoryException => "out of memory: a smaller dimension or more partitions would fit",
        FileNotFoundException { FileName.Length: > 0 } missing when !missing.Message.Contains(missing.FileName) =>
            $"{missing.FileName}: {missing.Message}",
        IOException or UnauthorizedAccessException => SystemWords.PathFirst(failure.Message),
        _ when IsExpected(failure) => failure.Message,
        _ => $"unexpected {failure.GetType().Name}: {failure.Message}",
    };

    // The parts below throw their own types for wrong input; all others are ours to mend.
    private static bool IsExpected(Exception failure) => failure
        is UsageException or FailedException
        or IOException or UnauthorizedAccessException
        or OutOfMemoryException
        || (failure.GetType().Namespace?.StartsWith("BigGraphActors.", StringComparison.Ordinal) ?? false);
}
