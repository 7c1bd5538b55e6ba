using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example</c>: whole runs on known graphs, from edge list to evaluated vectors.</summary>
internal static class ExampleCommand
{
    /// <summary>The verb with one subcommand a graph.</summary>
    public static Command Create(Session session) =>
        new("example", "Run a whole example: build or fetch a graph, import, train, evaluate")
        {
            DotnetExampleCommand.Create(session),
            Fb15kExampleCommand.Create(session),
            LiveJournalExampleCommand.Create(session),
            FreebaseExampleCommand.Create(session),
        };

    /// <summary>Where an example works.</summary>
    public static Option<string> DirectoryOption(string name) => new("--directory")
    {
        Description = "Where to write the graph, the configuration and the vectors",
        DefaultValueFactory = _ => name,
        HelpName = "DIR",
    };

    /// <summary>Fetches the data of an example, with its progress on the error stream.</summary>
    public static void Fetch(Session session, Uri address, string path)
    {
        session.Terminal.Note($"fetching {address}");
        long started = Stopwatch.GetTimestamp();
        Download.Fetch(
            address,
            path,
            (done, total) => session.Terminal.Progress.Report(
                Path.GetFileName(path), done >> 20, total >> 20, "MiB", Stopwatch.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Progress.Clear();
    }

    /// <summary>Runs an example's configuration from the import on, and shows the whole.</summary>
    public static int RunConfig(
        Session session,
        ExampleFiles files,
        IReadOnlyList<string> overrides,
        int? sampledCandidates = null)
    {
        RunOutcome outcome = Run(session, files, overrides, sampledCandidates: sampledCandidates);
        session.Terminal.Show(new RunOutcomeScreen(outcome));
        return ExitCode.Done;
    }

    /// <summary>The same without showing the whole.</summary>
    public static RunOutcome Run(
        Session session,
        ExampleFiles files,
        IReadOnlyList<string> overrides,
        ClusterSize? cluster = null,
        int? sampledCandidates = null)
    {
        RunSettings settings = RunArguments.Read(files.Config, overrides, session.Terminal);

        // An example begins anew: vectors of an earlier one would leave nothing to train.
        if (Directory.Exists(settings.CheckpointPath) && settings.CheckpointPath == files.Model)
        {
            Directory.Delete(settings.CheckpointPath, recursive: true);
        }

        var run = new WholeRun(session, overrides, cluster) { SampledCandidates = sampledCandidates };
        return run.Run(files.Config, settings, importAgain: true);
    }
}

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

/// <summary><c>biggraph example livejournal</c>: PBG's social graph walk-through, with PBG's settings.</summary>
internal static class LiveJournalExampleCommand
{
    private const int SplitSeed = 1;
    private const int DrawSeed = 1;

    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var from = new Option<string?>("--from")
        {
            Description = "The edge list soc-LiveJournal1.txt, plain or .gz; without it the data is fetched (250 MB)",
            HelpName = "FILE",
        };
        var drawn = new Option<int?>("--drawn")
        {
            Description = "Draw a graph of LiveJournal's shape with this many nodes in place of its data; "
                + $"{DrawnSocialGraph.LiveJournalNodes} make its size",
            HelpName = "NODES",
        };
        AllowedRange.Require(drawn, 2);
        drawn.Validators.Add(result =>
        {
            if (result.GetResult(from) is not null)
            {
                result.AddError("--drawn and --from exclude each other.");
            }
        });
        Option<string> directory = ExampleCommand.DirectoryOption(LiveJournalExample.DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command(
            "livejournal", "Learn who follows whom on LiveJournal with PBG's settings (takes hours)")
        {
            from,
            drawn,
            directory,
        };
        shortening.AddTo(command);
        command.SetAction(parsed =>
        {
            ExampleFiles files = LiveJournalExample.FilesIn(parsed.GetRequiredValue(directory));
            Directory.CreateDirectory(files.Directory);
            Split(session, Obtain(session, parsed.GetValue(from), parsed.GetValue(drawn), files), files);
            ExampleConfig.Write(files);
            return ExampleCommand.RunConfig(session, files, shortening.Overrides(parsed));
        });
        return command;
    }

    private static string Obtain(Session session, string? from, int? drawn, ExampleFiles files)
    {
        if (drawn is { } nodes)
        {
            return Draw(session, new DrawnSocialGraph(nodes, DrawSeed), files.In("drawn.txt"));
        }

        if (from is not null)
        {
            return File.Exists(from) ? from : throw new FailedException($"{from}: there is no such file");
        }

        string fetched = files.In("soc-LiveJournal1.txt.gz");
        ExampleCommand.Fetch(session, LiveJournalExample.Address, fetched);
        return fetched;
    }

    private static string Draw(Session session, DrawnSocialGraph graph, string path)
    {
        session.Terminal.Note(
            $"drawing {Figures.Count(graph.Edges)} edges between {Figures.Count(graph.Nodes)} nodes, "
            + $"seed {graph.Seed}");
        long started = Stopwatch.GetTimestamp();
        graph.Write(
            path,
            done => session.Terminal.Progress.Report(
                "drawing", done, graph.Edges, "edges", Stopwatch.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Progress.Clear();
        return path;
    }

    private static void Split(Session session, string edgeList, ExampleFiles files)
    {
        long started = Stopwatch.GetTimestamp();
        (long train, long test) = LiveJournalExample.WriteSplit(
            edgeList,
            files,
            SplitSeed,
            lines => session.Terminal.Progress.Report(
                "holding out a quarter", lines, 0, "edges", Stopwatch.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Note($"{Figures.Count(train)} edges to learn from, {Figures.Count(test)} held out");
    }
}
