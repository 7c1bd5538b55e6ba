using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster</c>: many nodes at once.</summary>
internal static class ClusterCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session) =>
        new("cluster", "Start a cluster on this machine, or control a running one")
        {
            ClusterUpCommand.Create(session),
            ClusterStatusCommand.Create(session),
            ClusterStopCommand.Create(session),
        };

}
