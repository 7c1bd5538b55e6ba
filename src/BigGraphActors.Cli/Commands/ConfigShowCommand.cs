using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config show</c>: the value of every key, given or default, or of one.</summary>
internal static class ConfigShowCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var key = new Argument<string?>("KEY")
        {
            Description = "Show this one alone, as a line: lr, relations.0.operator, entities.user, import.files",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var changed = new Option<bool>("--changed") { Description = "Leave out keys that have their default" };
        var command = new Command("show", "Show the value of every key, with its default, or of one");
        run.AddTo(command);
        command.Add(key);
        command.Add(changed);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(key) is not null && parsed.GetValue(changed))
            {
                throw new UsageException("KEY names one key, --changed many: choose one of the two");
            }

            RunSettings settings = run.Read(parsed, session.Terminal);
            session.Terminal.Show(parsed.GetValue(key) is { } path
                ? ConfigValueScreen.Find(settings, path)
                    ?? throw new UsageException($"no key '{path}' in this configuration; without KEY all are shown")
                : new ConfigShowScreen(settings, parsed.GetValue(changed)));
            return ExitCode.Done;
        });
        return command;
    }
}
