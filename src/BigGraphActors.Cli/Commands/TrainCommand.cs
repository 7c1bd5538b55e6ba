using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph train</c>: learns until all epochs are done, from where the checkpoint stands.</summary>
internal static class TrainCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var command = new Command("train", "Learn the vectors; a stopped run continues where it was");
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            (TrainingReport report, IReadOnlyList<TrainedPass> passes) = new Pipeline(session).Train(settings);
            session.Terminal.Show(new TrainingScreen(report, passes, settings));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>A run in this process: a cluster of one node, so that the actors are in the path of every run.</summary>
/// <param name="settings">The settings of the run, checked.</param>
/// <param name="observer">Is told what happens; from any thread.</param>
/// <param name="onTrouble">Is told what went wrong and is tried again, a line each; from any thread.</param>
internal sealed class OneNodeTraining(
    RunSettings settings, Action<RunEvent> observer, Action<string> onTrouble)
{
    private const string QuietConfig = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.cluster.periodic-tasks-initial-delay = 20ms
        akka.scheduler.tick-duration = 10ms
        akka.cluster.gossip-interval = 30ms
        akka.cluster.leader-actions-interval = 30ms
        akka.cluster.singleton.hand-over-retry-interval = 30ms
        akka.cluster.singleton-proxy.singleton-identification-interval = 30ms
        akka.cluster.sharding.retry-interval = 30ms
        """;

    private static readonly NodeSettings Alone = new()
    {
        Roles = [NodeSettings.SeedRole, NodeSettings.WorkerRole],
    };

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly HashSet<long> _passes = [];
    private readonly TroubleLog _troubles = new(onTrouble, told => told.Event is TrainerFailed failed
        ? $"training failed: {failed.Reason}"
        : TroubleLines.LineOf(told));

    private bool _isBegun;
    private readonly Dictionary<PartitionId, long> _idle = [];
    private long _edges;
    private double _trainingSeconds;
    private int _lastEpoch = -1;
    private (long Edges, double Loss) _epoch;

    /// <summary>Trains until all passes are done.</summary>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    /// <exception cref="FailedException">When the run failed; says why.</exception>
    public TrainingReport Train(CancellationToken stop)
    {
        RunBlueprint run = RunBlueprint.Of(settings, sharesParameters: false);
        NodeEnd end = Run(run, stop);
        EarlyStopping? validation = EarlyStopping.Of(settings);
        bool isEnded = end.Cause == NodeEndCause.RunStopped && validation?.IsOver == true;
        return end.Cause == NodeEndCause.RunDone || isEnded
            ? Report(run.Seed, validation)
            : throw new FailedException(end.Reason);
    }

    private NodeEnd Run(RunBlueprint run, CancellationToken stop)
    {
        using ClusterNode node = ClusterNode.Start(Alone, run, new ClusterNodeOptions
        {
            UserConfig = QuietConfig,
            IsAlone = true,
            Stop = stop,
            Observer = Take,
        });
        try
        {
            NodeEnd end = node.Ended.WaitAsync(stop).GetAwaiter().GetResult();
            node.CatchUpAsync().GetAwaiter().GetResult();
            return end;
        }
        catch (OperationCanceledException)
        {
            node.LeaveAsync().GetAwaiter().GetResult();
            throw;
        }
    }

    private TrainingReport Report(long seed, EarlyStopping? validation) => new(
        _edges,
        TimeSpan.FromSeconds(_trainingSeconds),
        TimeProvider.System.GetElapsedTime(_started),
        _epoch.Edges > 0 ? _epoch.Loss / _epoch.Edges : double.NaN,
        _passes.Count,
        new CheckpointDirectory(settings.CheckpointPath).ReadVersion(),
        seed)
    {
        Best = validation?.Best,
        IsEndedByValidation = validation?.IsOver == true,
        IdleVectors = _idle.Values.Sum(),
    };

    private void Take(NodeEvent told)
    {
        _troubles.Tell(told);
        switch (told.Event)
        {
            case RunStarted when _isBegun:
            case PassFinished pass when !_passes.Add(pass.Pass):
                // Told before.
                return;
            case RunStarted:
                _isBegun = true;
                break;
            case TableCheckedIn table:
                _idle[table.Partition] = table.IdleRows;
                break;
            case PassFinished pass:
                Sum(pass);
                break;
        }

        observer(told.Event);
    }

    private void Sum(PassFinished pass)
    {
        _epoch = pass.Epoch == _lastEpoch ? _epoch : default;
        _lastEpoch = pass.Epoch;

        // A pass without edges has no mean.
        _epoch = (_epoch.Edges + pass.Edges, _epoch.Loss + (pass.Edges > 0 ? pass.Loss * pass.Edges : 0));
        _edges += pass.Edges;
        _trainingSeconds += pass.TrainingSeconds;
    }
}
