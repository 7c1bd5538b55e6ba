using System.CommandLine;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>The arguments of every verb that works on a run: its configuration, and what is changed for once.</summary>
internal sealed class RunArguments
{
    /// <summary>The configuration's file.</summary>
    public Argument<string> Config { get; } = new("CONFIG")
    {
        Description = "Configuration of the run: HOCON, or PBG's config.json",
    };

    /// <summary>Keys that are set for this run of the program.</summary>
    public Option<string[]> Overrides { get; } = new("--param", "-p")
    {
        Description = "Set a key for once, such as -p lr=0.05 relations.0.all_negs=true",
        HelpName = "key=value",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds both to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Add(Config);
        command.Add(Overrides);
    }

    /// <summary>Reads and checks the configuration; what is legal but doubtful is said on the error stream.</summary>
    /// <exception cref="SettingsException">The configuration cannot be used.</exception>
    public RunSettings Read(ParseResult parsed, Terminal terminal) =>
        Read(parsed.GetRequiredValue(Config), parsed.GetRequiredValue(Overrides), terminal);

    /// <summary>The same for a file that is not named by the arguments.</summary>
    public static RunSettings Read(string path, IReadOnlyList<string> overrides, Terminal terminal)
    {
        SettingsReading reading = SettingsReader.ReadFile(path, overrides);
        foreach (SettingsWarning warning in reading.Warnings)
        {
            terminal.Note($"warning: {warning}");
        }

        return reading.Settings;
    }
}
