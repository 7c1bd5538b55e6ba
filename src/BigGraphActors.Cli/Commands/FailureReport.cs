using System.Text.RegularExpressions;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Hocon;
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

/// <summary>Puts the runtime's messages about files into the form of all others: the path, then the fault.</summary>
internal static partial class SystemWords
{
    /// <summary>A message with its path first; as it is where it names none, or has that form.</summary>
    public static string PathFirst(string message)
    {
        if (Missing().Match(message) is { Success: true } missing)
        {
            return $"{missing.Groups[1]}: there is no such file or folder";
        }

        if (Denied().Match(message) is { Success: true } denied)
        {
            return $"{denied.Groups[1]}: access is denied";
        }

        return Trailing().Match(message) is { Success: true } trailing
            ? $"{trailing.Groups[2]}: {trailing.Groups[1]}"
            : message;
    }

    [GeneratedRegex(@"^Could not find (?:file|a part of the path) '([^\n]+)'\.$")]
    private static partial Regex Missing();

    [GeneratedRegex(@"^Access to the path '([^\n]+)' is denied\.$")]
    private static partial Regex Denied();

    // Such as: No space left on device : '/there'
    [GeneratedRegex(@"^([^:\n]+?) : '([^\n]+)'$")]
    private static partial Regex Trailing();
}
