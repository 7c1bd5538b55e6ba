using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Events;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph watch</c>: shows the events of a running cluster until the run ends.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        Option<string> seed = ClusterCommand.SeedOption();
        var command = new Command("watch", "Attach to a running cluster and show what happens") { seed };
        command.SetAction(parsed => Run(session, parsed.GetRequiredValue(seed)));
        return command;
    }

    private static int Run(Session session, string seed)
    {
        var watch = new ClusterWatch(session.Terminal);
        using Visit visit = Visit.To(seed, happened => Tell(session.Terminal, watch, happened));
        try
        {
            visit.Node.GetStatusAsync(Patience).GetAwaiter().GetResult();
        }
        catch (TimeoutException)
        {
            throw new FailedException($"no cluster answered at {seed} within {Patience.TotalSeconds} s");
        }

        try
        {
            visit.Node.Ended.WaitAsync(session.Stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // Whoever watches may go; the run does not mind.
        }

        session.Terminal.Progress.Clear();
        return ExitCode.Done;
    }

    private static void Tell(Terminal terminal, ClusterWatch watch, RunEvent happened)
    {
        if (terminal.Json)
        {
            terminal.Out.WriteLine(RunEventLine.Write(happened));
            terminal.Out.Flush();
        }
        else
        {
            watch.Tell(happened);
        }
    }
}
