using System.CommandLine;
using System.Diagnostics;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example livejournal</c>: PBG's social graph walk-through, with PBG's settings.</summary>
internal static class LiveJournalExampleCommand
{
    private const int SplitSeed = 1;

    /// <summary>The verb.</summary>
    public static Command Create(Session session)
    {
        var from = new Option<string?>("--from")
        {
            Description = "The edge list soc-LiveJournal1.txt, plain or .gz; without it the data is fetched (250 MB)",
            HelpName = "FILE",
        };
        Option<string> directory = ExampleCommand.DirectoryOption(LiveJournalExample.DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command(
            "livejournal", "Learn who follows whom on LiveJournal with PBG's settings (takes hours)")
        {
            from,
            directory,
        };
        shortening.AddTo(command);
        command.SetAction(parsed =>
        {
            ExampleFiles files = LiveJournalExample.FilesIn(parsed.GetRequiredValue(directory));
            Directory.CreateDirectory(files.Directory);
            Split(session, parsed.GetValue(from), files);
            ExampleConfig.Write(files);
            return ExampleCommand.RunConfig(session, files, shortening.Overrides(parsed));
        });
        return command;
    }

    private static void Split(Session session, string? from, ExampleFiles files)
    {
        string edgeList = from ?? files.In("soc-LiveJournal1.txt.gz");
        if (from is null)
        {
            ExampleCommand.Fetch(session, LiveJournalExample.Address, edgeList);
        }
        else if (!File.Exists(from))
        {
            throw new FailedException($"{from}: there is no such file");
        }

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
