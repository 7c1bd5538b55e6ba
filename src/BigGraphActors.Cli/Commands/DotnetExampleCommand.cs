using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example dotnet</c>: the run that needs no download.</summary>
internal static class DotnetExampleCommand
{
    private const int SplitSeed = 1;

    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        Option<string> directory = ExampleCommand.DirectoryOption(DotnetExample.DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command(
            "dotnet", "Learn the graph of the installed .NET base library; needs no download, two minutes on two cores")
        {
            directory,
        };
        shortening.AddTo(command);
        command.SetAction(parsed =>
            Run(session, parsed.GetRequiredValue(directory), shortening.Overrides(parsed)));
        return command;
    }

    private static int Run(Session session, string directory, IReadOnlyList<string> overrides)
    {
        ExampleFiles files = DotnetExample.FilesIn(directory);
        Directory.CreateDirectory(directory);
        GraphSummary graph = DotnetExample.WriteGraph(DotnetGraphBuilder.BaseLibraryFolder, files, SplitSeed);
        session.Terminal.ShowPart(new GraphScreen(graph));
        return ExampleCommand.RunConfig(session, files, overrides);
    }
}
