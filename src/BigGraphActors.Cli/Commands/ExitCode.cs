namespace BigGraphActors.Cli.Commands;

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
