using System.CommandLine;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example dotnet</c>: the run that needs no download.</summary>
internal static class DotnetExampleCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        var directory = new Option<string>("--directory")
        {
            Description = "Where to write the graph, the configuration and the vectors",
            DefaultValueFactory = _ => DotnetExample.DefaultDirectory,
            HelpName = "DIR",
        };
        var command = new Command("dotnet", "Learn the graph of the installed .NET base library; needs no download")
        {
            directory,
        };
        command.SetAction(parsed => Run(session, parsed.GetValue(directory)!));
        return command;
    }

    private static int Run(Session session, string directory)
    {
        ExampleFiles files = DotnetExample.FilesIn(directory);
        Directory.CreateDirectory(directory);
        GraphSummary graph = DotnetExample.WriteGraph(DotnetGraphBuilder.BaseLibraryFolder, files, seed: 1);
        session.Terminal.Show(new GraphScreen(graph));
        return ExitCode.Done;
    }
}
