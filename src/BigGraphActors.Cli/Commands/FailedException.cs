namespace BigGraphActors.Cli.Commands;

/// <summary>
/// Thrown when a verb cannot do what was rightly asked, with all a person needs to act; ends in exit code 1.
/// </summary>
internal sealed class FailedException(string message) : Exception(message);
