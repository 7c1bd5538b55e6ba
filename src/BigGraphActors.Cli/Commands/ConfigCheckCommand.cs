using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>
/// <c>biggraph config check</c>: says whether a configuration can be used, and all that is wrong with it.
/// </summary>
internal static class ConfigCheckCommand
{
    /// <summary>The verb; exit code 2 where there are problems.</summary>
    public static Command Create(Session session)
    {
        var run = new RunArguments();
        var command = new Command(
            "check", "Check a configuration, and name every mistake in it");
        run.AddTo(command);
        command.SetAction(parsed =>
        {
            string config = parsed.GetRequiredValue(run.Config);
            try
            {
                SettingsReading reading = SettingsReader.ReadFile(config, parsed.GetRequiredValue(run.Overrides));
                session.Terminal.Show(new ConfigCheckScreen(config, [], reading.Warnings));
                return ExitCode.Done;
            }
            catch (SettingsException wrong) when (session.Terminal.Json)
            {
                session.Terminal.Show(new ConfigCheckScreen(config, wrong.Problems, []));
                return ExitCode.WrongUsage;
            }
        });
        return command;
    }
}
