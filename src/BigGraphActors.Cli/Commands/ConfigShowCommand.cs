using System.CommandLine;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config show</c>: the value of every key, given or default.</summary>
internal static class ConfigShowCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var changed = new Option<bool>("--changed") { Description = "Leave out keys that have their default" };
        var command = new Command("show", "Show the value of every key, with its default");
        run.AddTo(command);
        command.Add(changed);
        command.SetAction(parsed =>
        {
            session.Terminal.Show(new ConfigShowScreen(
                run.Read(parsed, session.Terminal), parsed.GetValue(changed)));
            return ExitCode.Done;
        });
        return command;
    }
}
