using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster status</c>: how a run stands.</summary>
internal static class ClusterStatusCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        Option<string> seed = ClusterCommand.SeedOption();
        var command = new Command("status", "Show how a running cluster stands") { seed };
        command.SetAction(parsed =>
        {
            RunStatus status = Ask(parsed.GetRequiredValue(seed));
            session.Terminal.Show(new ClusterStatusScreen(status));
            return ExitCode.Done;
        });
        return command;
    }

    /// <exception cref="FailedException">When no cluster answers.</exception>
    private static RunStatus Ask(string seed)
    {
        using Visit visit = Visit.To(seed);
        try
        {
            return visit.Node.GetStatusAsync(Patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw new FailedException($"no cluster answered at {seed} within {Patience.TotalSeconds} s");
        }
    }
}
