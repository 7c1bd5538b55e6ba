using System.CommandLine;
using BigGraphActors.Cli.Inspection;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph inspect</c>: what a file or directory holds.</summary>
internal static class InspectCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var path = new Argument<string>("PATH")
        {
            Description = "An HDF5 file, or a directory of entities, edges or a checkpoint",
        };
        var command = new Command("inspect", "Show what is in an HDF5 file or in a directory of PBG's files") { path };
        command.SetAction(parsed =>
        {
            string asked = parsed.GetRequiredValue(path);
            session.Terminal.Show(new SectionsScreen(asked, Inspector.Inspect(asked)));
            return ExitCode.Done;
        });
        return command;
    }
}
