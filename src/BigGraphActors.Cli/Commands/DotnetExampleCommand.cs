using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example dotnet</c>: the run that needs no download.</summary>
internal static class DotnetExampleCommand
{
    private const int SplitSeed = 1;
    private const int NeighbourCount = 6;
    private const int ClusterPartitions = 4;

    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        Option<string> directory = ExampleCommand.DirectoryOption(DotnetExample.DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command(
            "dotnet", "Learn the graph of the installed .NET base library; needs no download, two minutes on two cores")
        {
            directory,
        };
        var workers = new WorkersOption();
        shortening.AddTo(command);
        workers.AddTo(command);
        command.SetAction(parsed => Run(
            session,
            parsed.GetRequiredValue(directory),
            shortening.Overrides(parsed),
            workers.Read(parsed)));
        return command;
    }

    private static int Run(
        Session session, string directory, IReadOnlyList<string> overrides, ClusterSize? cluster)
    {
        long started = Stopwatch.GetTimestamp();
        ExampleFiles files = DotnetExample.FilesIn(directory);
        Directory.CreateDirectory(directory);
        GraphSummary graph = DotnetExample.WriteGraph(DotnetGraphBuilder.BaseLibraryFolder, files, SplitSeed);
        if (cluster is not null)
        {
            // A bucket is a pair of partitions: two trainers at a time need four.
            ExampleConfig.Partition(files, ClusterPartitions);
        }

        session.Terminal.ShowPart(new GraphScreen(graph));
        RunOutcome outcome = ExampleCommand.Run(session, files, overrides, cluster);
        outcome = outcome with
        {
            Neighbours = Neighbours(session, files, outcome.Settings, overrides),
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
        session.Terminal.Show(new RunOutcomeScreen(outcome));
        return ExitCode.Done;
    }

    private static IReadOnlyList<Neighbourhood> Neighbours(
        Session session, ExampleFiles files, RunSettings settings, IReadOnlyList<string> overrides)
    {
        string names = string.Join(' ', DotnetExample.WellKnownTypes.Select(name => $"'{name}'"));
        new WholeRun(session, overrides).Step($"biggraph neighbours {files.Config} --type type {names}");
        (IReadOnlyList<Neighbourhood> neighbours, _) = Neighbourhood.Find(
            settings, "type", DotnetExample.WellKnownTypes, NeighbourCount);
        session.Terminal.ShowPart(new NeighboursScreen(neighbours));
        return neighbours;
    }
}
