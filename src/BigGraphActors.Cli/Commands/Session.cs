using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary>What every verb is given: where to speak, and when to stop.</summary>
/// <param name="Terminal">The streams of this run of the program.</param>
/// <param name="Stop">Signalled by Ctrl-C; long work ends orderly soon after.</param>
internal sealed record Session(Terminal Terminal, CancellationToken Stop);
