using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph watch</c>: shows the events of a running cluster until the run ends.</summary>
internal static class WatchCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var where = new VisitArguments();
        var command = new Command("watch", "Attach to a running cluster and show what happens");
        where.AddTo(command);
        command.SetAction(parsed => Run(session, where.Read(parsed, session.Terminal)));
        return command;
    }

    private static int Run(Session session, NodeSettings settings)
    {
        var watch = new ClusterWatch(session.Terminal);
        using Visit visit = Visit.To(settings, told => Tell(session.Terminal, watch, told));
        visit.AskStatus();
        try
        {
            visit.Node.Ended.WaitAsync(session.Stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // A watcher may leave; the run goes on.
        }

        session.Terminal.Progress.Clear();
        return ExitCode.Done;
    }

    private static void Tell(Terminal terminal, ClusterWatch watch, NodeEvent told)
    {
        if (terminal.Json)
        {
            terminal.Out.WriteLine(RunEventLine.Write(told));
            terminal.Out.Flush();
        }
        else
        {
            watch.Tell(told);
        }
    }
}
