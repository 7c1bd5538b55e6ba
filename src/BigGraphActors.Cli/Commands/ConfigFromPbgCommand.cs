using System.CommandLine;
using BigGraphActors.Cli.Inspection;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Storage.Output;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph config from-pbg</c>: writes a configuration of ours that does what PBG's does.</summary>
internal static class ConfigFromPbgCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var source = new Argument<string>("PBG")
        {
            Description = "PBG's config.json, its checkpoint's folder, or an HDF5 file of the checkpoint",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "Where to write the configuration",
            DefaultValueFactory = _ => "biggraph.conf",
            HelpName = "FILE",
        };
        var force = new Option<bool>("--force") { Description = "Replace a configuration that is there" };
        var command = new Command("from-pbg", "Write a commented configuration that does what PBG's does")
        {
            source,
            output,
            force,
        };
        command.SetAction(parsed =>
        {
            string config = parsed.GetRequiredValue(output);
            ConfigInitCommand.RequirePlace(config, parsed.GetValue(force));
            (string json, string at) = PbgConfigSource.Read(parsed.GetRequiredValue(source));
            PbgConversionResult converted = PbgConversion.Convert(json, at);
            if (OutputFile.WriteText(config, converted.Text, overwrite: true))
            {
                session.Terminal.LeaveOutput();
            }

            session.Terminal.Show(new ConfigFromPbgScreen(config, at, converted));
            return ExitCode.Done;
        });
        return command;
    }
}
