namespace BigGraphActors.Cli.Commands;

/// <summary>
/// Thrown when a verb cannot do what was rightly asked, with all a person needs to act; ends in exit code 1.
/// </summary>
internal sealed class FailedException(string message) : Exception(message);

/// <summary>
/// Thrown when a verb ends early because somebody asked it to, by Ctrl-C or SIGTERM; what is done is whole. Ends in
/// exit code 130 or 143.
/// </summary>
internal sealed class StoppedException(string message) : Exception(message);
