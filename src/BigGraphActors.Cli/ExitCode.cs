namespace BigGraphActors.Cli;

/// <summary>What the program tells the one who started it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Somebody asked it to stop, by Ctrl-C; as shells have it, 128 and the number of the signal.</summary>
    public const int Stopped = 130;

    /// <summary>The same by SIGTERM, or by the end of the terminal.</summary>
    public const int Terminated = 143;
}

/// <summary>
/// Thrown when a verb cannot do what was rightly asked, with all a person needs to act; ends in exit code 1.
/// </summary>
internal sealed class FailedException(string message) : Exception(message);

/// <summary>
/// Thrown when a verb ends early because somebody asked it to, by Ctrl-C or SIGTERM; what is done is whole. Ends in
/// exit code 130 or 143.
/// </summary>
internal sealed class StoppedException(string message) : Exception(message);

/// <summary>
/// Thrown when arguments do not fit together in a way that the parser cannot see; ends in exit code 2.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
