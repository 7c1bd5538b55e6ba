using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config</c>: checks, shows and drafts configurations, and takes over those of PBG.</summary>
internal static class ConfigCommand
{
    /// <summary>The verb with its subcommands.</summary>
    public static Command Create(Session session) =>
        new("config", "Check, show, create or convert a configuration")
        {
            ConfigCheckCommand.Create(session),
            ConfigShowCommand.Create(session),
            ConfigInitCommand.Create(session),
            ConfigFromPbgCommand.Create(session),
        };
}
