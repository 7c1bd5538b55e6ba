using System.CommandLine;
using BigGraphActors.Cluster.Messages;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster stop</c>: ends a run in good order.</summary>
internal static class ClusterStopCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var where = new VisitArguments();
        var command = new Command("stop", "End a run in good order; the checkpoint keeps what is trained");
        where.AddTo(command);
        command.SetAction(parsed =>
        {
            using Visit visit = Visit.To(where.Read(parsed, session.Terminal));
            RunStatus status = visit.AskStatus();
            visit.Node.StopRun("asked to stop");
            session.Terminal.Note(
                $"the run stops; {status.Run} is whole at version {status.Version} of {status.TotalPasses}");
            return ExitCode.Done;
        });
        return command;
    }
}
