using System.CommandLine;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph bench train</c>: edges trained in a second.</summary>
internal static class BenchTrainCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var options = new BenchOptions();
        var command = new Command(
            "train",
            "Train on a graph drawn from a seed, by default as large as FB15k-237, in a temporary folder");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var folder = new TemporaryFolder();
            RunSettings settings = options.Prepare(parsed, folder.Path, session.Terminal);
            (TrainingReport report, IReadOnlyList<TrainedPass> passes) = new Pipeline(session).Train(settings);
            session.Terminal.Show(new BenchTrainScreen(
                report, passes, settings, StepSpeed.Measure(settings, session.Stop)));
            return ExitCode.Done;
        });
        return command;
    }
}
