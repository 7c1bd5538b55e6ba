using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

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
