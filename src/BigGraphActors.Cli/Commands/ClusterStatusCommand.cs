using System.CommandLine;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph cluster status</c>: how a run stands.</summary>
internal static class ClusterStatusCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var where = new VisitArguments();
        var command = new Command("status", "Show the state of a running cluster");
        where.AddTo(command);
        command.SetAction(parsed =>
        {
            using Visit visit = Visit.To(where.Read(parsed, session.Terminal));
            session.Terminal.Show(new ClusterStatusScreen(visit.AskStatus()));
            return ExitCode.Done;
        });
        return command;
    }
}
