using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

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
