using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;

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

/// <summary><c>biggraph cluster up</c>: a whole cluster on this machine, which trains one run.</summary>
internal static class ClusterUpCommand
{
    /// <summary>Where the seed node listens unless told otherwise.</summary>
    public const int DefaultPort = 4053;

    private const int DefaultWorkers = 2;

    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var workers = new Option<int>("--workers")
        {
            Description = "Worker processes beside the seed node",
            DefaultValueFactory = _ => DefaultWorkers,
        };
        var threads = new Option<int?>("--threads")
        {
            Description = "HOGWILD threads of each worker; the machine's cores shared out where it is not given",
        };
        var port = new Option<int>("--port")
        {
            Description = "Port of the seed node",
            DefaultValueFactory = _ => DefaultPort,
        };
        AllowedRange.Require(workers, 1, ClusterSize.MostWorkers);
        AllowedRange.Require(threads, 1, ClusterSize.MostThreads);
        AllowedRange.Require(port, 1, ushort.MaxValue);
        var command = new Command("up", "Train on a seed node and worker processes of this machine; Ctrl-C stops all")
        {
            workers, threads, port,
        };
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            int count = parsed.GetValue(workers);
            ClusterSize size = new(
                count, parsed.GetValue(threads) ?? ClusterSize.ThreadsFor(count), parsed.GetValue(port));
            RunSettings settings = run.Read(parsed, session.Terminal);
            ImportedGraphs.RequireForTraining(settings);
            var cluster = new LocalCluster(session);
            cluster.Run(parsed.GetRequiredValue(run.Config), parsed.GetRequiredValue(run.Overrides), size);
            session.Terminal.Show(new ClusterRunScreen(cluster.Watch, settings));
            return ExitCode.Done;
        });
        return command;
    }
}

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
