using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// The steps of a run with their progress on the error stream; the verbs and the examples share them.
/// </summary>
internal sealed class Pipeline(Session session)
{
    /// <summary>Imports edge lists.</summary>
    public ImportReport Import(EdgeImportRequest request)
    {
        ImportReport report = EdgeListImport.Run(request, ShowImport, session.Stop);
        session.Terminal.Progress.Clear();
        return report;
    }

    /// <summary>Trains until all epochs are done.</summary>
    /// <exception cref="StoppedException">It was stopped; the message says where the next training begins.</exception>
    public (TrainingReport Report, IReadOnlyList<TrainedPass> Passes) Train(RunSettings settings)
    {
        Warn(ImportedGraphs.RequireForTraining(settings));
        var watch = new TrainingWatch(session.Terminal, settings);
        try
        {
            var training = new OneNodeTraining(settings, watch.Tell, session.Terminal.Note);
            TrainingReport report = training.Train(session.Stop);
            session.Terminal.Progress.Clear();
            return (report, watch.Passes);
        }
        catch (OperationCanceledException) when (session.Stop.IsCancellationRequested)
        {
            int version = new CheckpointDirectory(settings.CheckpointPath).ReadVersion();
            throw new StoppedException(
                $"stopped; {settings.CheckpointPath} is whole at version {version}, from which 'biggraph train' "
                + "goes on");
        }
    }

    /// <summary>Ranks the edges of the settings' edge paths.</summary>
    public RankingReport Evaluate(RunSettings settings, EvaluationRequest request)
    {
        Warn(ImportedGraphs.RequireForRanking(settings, request.FilterPaths, request.Untrained));
        long started = TimeProvider.System.GetTimestamp();
        RankingReport report = CheckpointEvaluation.Evaluate(
            settings,
            request,
            progress => session.Terminal.Progress.Report(
                "evaluation",
                progress.EdgesDone,
                progress.EdgesTotal,
                "edges",
                TimeProvider.System.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Progress.Clear();
        Warn(report.Notes);
        return report;
    }

    /// <summary>Says what is doubtful and yet allowed.</summary>
    public void Warn(IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            session.Terminal.Note($"warning: {warning}");
        }
    }

    private void ShowImport(ImportProgress progress)
    {
        ProgressLine line = session.Terminal.Progress;
        switch (progress.Stage)
        {
            case ImportStage.Reading:
                line.ReportShare(
                    $"reading {Path.GetFileName(progress.File)}",
                    (progress.BytesRead, progress.BytesTotal),
                    progress.Edges,
                    "edges",
                    progress.StageElapsed);
                break;
            case ImportStage.Numbering:
                line.Report("numbering", progress.Edges, progress.EdgesTotal ?? 0, "edges", progress.StageElapsed);
                break;
            default:
                line.Report("writing", progress.Edges, progress.EdgesTotal ?? 0, "edges", progress.StageElapsed);
                break;
        }
    }
}
