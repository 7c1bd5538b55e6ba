namespace BigGraphActors.Cli.Commands;

/// <summary>
/// Thrown when arguments do not fit together in a way that the parser cannot see; ends in exit code 2.
/// </summary>
internal sealed class UsageException(string message) : Exception(message);
