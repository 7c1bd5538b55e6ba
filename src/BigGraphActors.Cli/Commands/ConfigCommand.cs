using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config</c>: checks, shows and drafts configurations.</summary>
internal static class ConfigCommand
{
    /// <summary>The verb with its subcommands.</summary>
    public static Command Create(Session session) =>
        new("config", "Check, show or draft a configuration")
        {
            ConfigCheckCommand.Create(session),
            ConfigShowCommand.Create(session),
            ConfigInitCommand.Create(session),
        };
}
