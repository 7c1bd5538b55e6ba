using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph run</c>: all that a configuration asks for, from edge list to evaluated vectors.</summary>
internal static class RunCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var command = new Command("run", "Import if that is not done yet, train, and evaluate the held-out edges");
        var workers = new WorkersOption();
        run.AddTo(command);
        workers.AddTo(command);
        command.SetAction(parsed =>
        {
            RunSettings settings = run.Read(parsed, session.Terminal);
            string config = parsed.GetRequiredValue(run.Config);
            var whole = new WholeRun(
                session, parsed.GetRequiredValue(run.Overrides), workers.Read(parsed));
            session.Terminal.Show(new RunOutcomeScreen(whole.Run(config, settings, importAgain: false)));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>
/// Import, training and evaluation one after the other, each shown as the verb by itself would show it.
/// </summary>
/// <param name="session">Where to speak, and when to stop.</param>
/// <param name="overrides">What was changed for once; shown with each verb, since the file does not hold it.</param>
/// <param name="cluster">The cluster to train on, or none to train in this process.</param>
internal sealed class WholeRun(Session session, IReadOnlyList<string> overrides, ClusterSize? cluster = null)
{
    private readonly Pipeline _pipeline = new(session);
    private readonly string _changes = overrides.Count == 0 ? "" : " -p " + string.Join(' ', overrides);

    /// <summary>
    /// Among how many entities, drawn from its partition, each held out edge is ranked. None ranks it among all and
    /// leaves out other true answers, which needs the whole model in memory.
    /// </summary>
    public int? SampledCandidates { get; init; }

    /// <summary>Runs a configuration.</summary>
    /// <param name="config">Its file, as the user would type it.</param>
    /// <param name="settings">The settings that were read from the file, with all overrides.</param>
    /// <param name="importAgain">Whether a graph that was imported before is imported again.</param>
    public RunOutcome Run(string config, RunSettings settings, bool importAgain)
    {
        long started = Stopwatch.GetTimestamp();
        ImportReport? import = importAgain || MustImport(settings) ? Import(config, settings) : null;

        (TrainingReport training, IReadOnlyList<TrainedPass> passes) = Train(config, settings);
        session.Terminal.ShowPart(new TrainingScreen(training, passes, settings));

        RankingReport ranking = Evaluate(config, settings);
        return new RunOutcome
        {
            Settings = settings,
            Import = import,
            Training = training,
            Passes = passes,
            Ranking = ranking,
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    /// <summary>Whether there is no graph yet, or nothing depends yet on one that would be another one now.</summary>
    /// <exception cref="FailedException">A list, or how it is read, has changed, and a checkpoint was trained on
    /// the old graph.</exception>
    private bool MustImport(RunSettings settings)
    {
        string[] changed =
        [
            .. ImportedGraphs.FindChangedLists(settings), .. ImportedGraphs.FindChangedSettings(settings),
        ];
        if (changed.Length > 0 && CheckpointRecord.Of(new CheckpointDirectory(settings.CheckpointPath)) is not null)
        {
            throw new FailedException(
                $"{string.Join(' ', changed)} The checkpoint in {settings.CheckpointPath} was trained on the graph as "
                + "it was imported. To take up the change, choose another checkpoint_path, or remove this one and "
                + "run again; to go on with the graph as it is, use 'biggraph train'");
        }

        _pipeline.Warn(changed.Select(sentence => sentence + " It is imported again."));
        return changed.Length > 0 || !ImportedGraphs.IsThere(settings);
    }

    /// <summary>Names the verb that does what comes next, so that a reader can do it alone.</summary>
    public void Step(string command)
    {
        if (!session.Terminal.Json)
        {
            Tables.Heading(session.Terminal.Screen, $"$ {command}{_changes}");
        }
    }

    private (TrainingReport Report, IReadOnlyList<TrainedPass> Passes) Train(string config, RunSettings settings)
    {
        if (cluster is null)
        {
            Step($"biggraph train {config}");
            return _pipeline.Train(settings);
        }

        Step($"biggraph cluster up {config} --workers {cluster.Workers}");
        var nodes = new LocalCluster(session);
        nodes.Run(config, overrides, cluster);
        return (nodes.Watch.ToReport(), nodes.Watch.Passes);
    }

    private ImportReport Import(string config, RunSettings settings)
    {
        Step($"biggraph import {config}");
        ImportReport report = _pipeline.Import(new EdgeImportRequest { Settings = settings });
        session.Terminal.ShowPart(new ImportScreen(report));
        return report;
    }

    // What is imported but not trained on is held out; the last of it is the test set.
    private RankingReport Evaluate(string config, RunSettings settings)
    {
        IEnumerable<string> imported = settings.Import?.EdgePaths ?? [];
        string? heldOut = imported.Except(settings.EdgePaths, StringComparer.Ordinal).LastOrDefault();
        RunSettings ranked = heldOut is null ? settings : settings with { EdgePaths = [heldOut] };
        string edges = heldOut is null ? "" : $" --edges {heldOut}";
        RankingReport report;
        if (SampledCandidates is { } count)
        {
            Step($"biggraph eval {config}{edges} -p num_batch_negs=0 num_uniform_negs={count}");
            report = _pipeline.Evaluate(
                ranked with { NumBatchNegs = 0, NumUniformNegs = count },
                new EvaluationRequest { Candidates = CandidateScope.Config });
        }
        else
        {
            Step($"biggraph eval {config}{edges} --filtered");
            report = _pipeline.Evaluate(ranked, new EvaluationRequest
            {
                Candidates = CandidateScope.All,
                FilterPaths = RankingOptions.FilterPaths(ranked, settings, []),
            });
        }

        session.Terminal.ShowPart(new RankingScreen(report));
        return report;
    }
}
