using System.CommandLine;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster</c>: many nodes at once.</summary>
internal static class ClusterCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(Session session) =>
        new("cluster", "Start a cluster on this machine, or ask one that runs")
        {
            ClusterUpCommand.Create(session),
            ClusterStatusCommand.Create(session),
            ClusterStopCommand.Create(session),
        };

    /// <summary>The option that says where a running cluster is.</summary>
    public static Option<string> SeedOption() => new("--seed")
    {
        Description = "A seed node of the cluster",
        HelpName = "HOST:PORT",
        DefaultValueFactory = _ => $"127.0.0.1:{ClusterUpCommand.DefaultPort}",
    };
}
