using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

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
