using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph example freebase</c>: a graph of Freebase's size, or of a share of it.</summary>
internal static class FreebaseExampleCommand
{
    /// <summary>Where the example works if nobody says otherwise; the configuration is written for it.</summary>
    public const string DefaultDirectory = "biggraph-freebase";

    private const double DefaultShare = 0.001;
    private const int Seed = 1;
    private const int Candidates = 10_000;

    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var share = new Option<double>("--share")
        {
            Description = "Share of Freebase's size; 1 makes 86 million entities and 339 million edges",
            HelpName = "SHARE",
            DefaultValueFactory = _ => DefaultShare,
        };
        share.Validators.Add(result =>
        {
            string text = result.Tokens.Count == 0 ? string.Empty : result.Tokens[^1].Value;
            bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
            if (isNumber && value is not (>= DrawnKnowledgeGraph.LeastShare and <= 1))
            {
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--share must be at least {DrawnKnowledgeGraph.LeastShare:0.######} and at most 1."));
            }
        });
        var drawOnly = new Option<bool>("--draw-only")
        {
            Description = "Write the edge lists and the configuration, and stop: for large shares, whose steps are run "
                + "one by one",
        };
        Option<string> directory = ExampleCommand.DirectoryOption(DefaultDirectory);
        var shortening = new ShorteningOptions();
        var command = new Command("freebase", "Learn a drawn graph of Freebase's shape, of any share of its size")
        {
            share,
            drawOnly,
            directory,
        };
        shortening.AddTo(command);
        command.SetAction(parsed =>
        {
            ExampleFiles files = new(parsed.GetRequiredValue(directory), "freebase", DefaultDirectory);
            Directory.CreateDirectory(files.Directory);
            Draw(session, new DrawnKnowledgeGraph(parsed.GetValue(share), Seed), files);
            ExampleConfig.Write(files);
            if (parsed.GetValue(drawOnly))
            {
                session.Terminal.Note($"wrote {files.Train}, {files.Test} and {files.Config}");
                return ExitCode.Done;
            }

            return ExampleCommand.RunConfig(session, files, shortening.Overrides(parsed), Candidates);
        });
        return command;
    }

    private static void Draw(Session session, DrawnKnowledgeGraph graph, ExampleFiles files)
    {
        session.Terminal.Note(
            $"drawing {Figures.Count(graph.Edges)} edges of {Figures.Count(graph.Relations)} relations between "
            + $"{Figures.Count(graph.Nodes)} entities, seed {graph.Seed}; {Figures.Count(graph.HeldOut)} are held out");
        long started = Stopwatch.GetTimestamp();
        graph.Write(
            files,
            done => session.Terminal.Progress.Report(
                "drawing", done, graph.Edges, "edges", Stopwatch.GetElapsedTime(started)),
            session.Stop);
        session.Terminal.Progress.Clear();
    }
}
