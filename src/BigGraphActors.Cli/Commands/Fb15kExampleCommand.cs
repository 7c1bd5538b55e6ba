using System.CommandLine;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example fb15k</c>: PBG's knowledge graph walk-through, with PBG's settings.</summary>
internal static class Fb15kExampleCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var from = new Option<string?>("--from")
        {
            Description = $"Folder of {Fb15kExample.ExpectedNames}; without it the data is fetched",
            HelpName = "DIR",
        };
        Option<string> directory = ExampleCommand.DirectoryOption(Fb15kExample.DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command(
            "fb15k", "Learn the knowledge graph FB15k with PBG's settings (takes long on two cores)")
        {
            from,
            directory,
        };
        shortening.AddTo(command);
        command.SetAction(parsed =>
        {
            ExampleFiles files = Fb15kExample.FilesIn(parsed.GetRequiredValue(directory));
            Directory.CreateDirectory(files.Directory);
            IReadOnlyList<string> splits = Splits(session, parsed.GetValue(from), files);
            ExampleConfig.Write(files, [files.Train, files.Valid, files.Test], splits);
            return ExampleCommand.RunConfig(session, files, shortening.Overrides(parsed));
        });
        return command;
    }

    private static IReadOnlyList<string> Splits(Session session, string? from, ExampleFiles files)
    {
        if (from is not null)
        {
            return Fb15kExample.FindSplits(from) ?? throw new FailedException(
                $"{from}: does not hold FB15k; expected {Fb15kExample.ExpectedNames}");
        }

        if (Fb15kExample.FindSplits(files.Directory) is { } present)
        {
            return present;
        }

        string archive = files.In("fb15k.tgz");
        ExampleCommand.Fetch(session, Fb15kExample.Address, archive);
        Download.Unpack(archive, files.Directory);
        return Fb15kExample.FindSplits(files.Directory) ?? throw new FailedException(
            $"{archive}: does not hold FB15k; expected {Fb15kExample.ExpectedNames}");
    }
}
