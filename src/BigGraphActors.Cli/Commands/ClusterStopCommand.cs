using System.CommandLine;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster stop</c>: ends a run in good order.</summary>
internal static class ClusterStopCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        Option<string> seed = ClusterCommand.SeedOption();
        var command = new Command("stop", "End a run in good order: what is trained stays") { seed };
        command.SetAction(parsed =>
        {
            string where = parsed.GetRequiredValue(seed);
            using Visit visit = Visit.To(where);
            try
            {
                RunStatus status = visit.Node.GetStatusAsync(Patience).GetAwaiter().GetResult();
                visit.Node.StopRun("asked to stop");
                session.Terminal.Note(
                    $"the run stops; {status.Run} is whole at version {status.Version} of {status.TotalPasses}");
                return ExitCode.Done;
            }
            catch (TimeoutException)
            {
                throw new FailedException($"no cluster answered at {where} within {Patience.TotalSeconds} s");
            }
        });
        return command;
    }
}
