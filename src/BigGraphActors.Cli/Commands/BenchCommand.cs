using System.CommandLine;
using BigGraphActors.Cli.Examples;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Profiling;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary><c>biggraph bench</c>: how fast this machine trains and evaluates.</summary>
internal static class BenchCommand
{
    /// <summary>The verb with one subcommand a measurement.</summary>
    public static Command Create(Session session) =>
        new("bench", "Measure how fast this machine trains and evaluates")
        {
            BenchTrainCommand.Create(session),
            BenchKernelsCommand.Create(session),
            BenchEvalCommand.Create(session),
        };
}

/// <summary><c>biggraph bench train</c>: edges trained in a second.</summary>
internal static class BenchTrainCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var options = new BenchOptions();
        var command = new Command(
            "train",
            "Train on a graph drawn from a seed, by default as large as FB15k-237, in a temporary folder");
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using var folder = new TemporaryFolder();
            RunSettings settings = options.Prepare(parsed, folder.Path, session.Terminal);
            (TrainingReport report, IReadOnlyList<TrainedPass> passes) = new Pipeline(session).Train(settings);
            session.Terminal.Show(new BenchTrainScreen(
                report, passes, settings, StepSpeed.Measure(settings, session.Stop)));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>biggraph bench eval</c>: edges ranked in a second among all entities.</summary>
internal static class BenchEvalCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        var options = new BenchOptions();
        var raw = new Option<bool>("--raw") { Description = "Do not leave out known edges" };
        var command = new Command(
            "eval", "Train one epoch, then rank all edges among all entities, filtered by themselves");
        options.AddTo(command);
        command.Add(raw);
        command.SetAction(parsed =>
        {
            using var folder = new TemporaryFolder();
            RunSettings settings = options.Prepare(parsed, folder.Path, session.Terminal);
            var pipeline = new Pipeline(session);
            pipeline.Train(settings with { NumEpochs = 1 });
            RankingReport report = pipeline.Evaluate(settings, new EvaluationRequest
            {
                Candidates = CandidateScope.All,
                FilterPaths = parsed.GetValue(raw) ? [] : settings.EdgePaths,
            });
            session.Terminal.Show(new BenchEvalScreen(report));
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary><c>biggraph bench kernels</c>: the products of a negative block beside this machine's peak.</summary>
internal static class BenchKernelsCommand
{
    /// <summary>Creates the verb with its arguments and its action.</summary>
    public static Command Create(Session session)
    {
        Option<int> rows = Number("--rows", "Edges of a negative block", 50);
        Option<int> negatives = Number("--columns", "Negatives of each edge", 100);
        Option<int> dimension = Number("--dimension", "Elements of a vector", 100);
        var command = new Command("kernels", "Time the kernels of one negative block on one core")
        {
            rows,
            negatives,
            dimension,
        };
        command.SetAction(parsed =>
        {
            var extent = new BlockExtent(
                parsed.GetValue(rows), parsed.GetValue(negatives), parsed.GetValue(dimension));
            double peak = StepProfile.PeakFlops(1);
            IReadOnlyList<KernelProfile> kernels =
                KernelProfile.Measure(extent.Rows, extent.Negatives, extent.Dimension);
            session.Terminal.Show(new BenchKernelsScreen(extent, kernels, peak));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => value,
            HelpName = "N",
        };
        AllowedRange.Require(option, 1);
        return option;
    }
}

/// <summary>On which graph a measurement is made: one drawn from a seed, or one that was imported.</summary>
internal sealed class BenchOptions
{
    private readonly Option<string?> _config = new("--from")
    {
        Description = "Measure on the imported graph of this configuration, with its settings; its checkpoint is left "
            + "alone",
        HelpName = "CONFIG",
    };

    private readonly Option<int> _entities = Number("--entities", "Entities", SyntheticGraph.LikeFb15k237.Entities);
    private readonly Option<int> _relations = Number("--relations", "Relations", SyntheticGraph.LikeFb15k237.Relations);
    private readonly Option<int> _edges = Number("--edges", "Edges", SyntheticGraph.LikeFb15k237.Edges);
    private readonly Option<int> _seed = Number("--seed", "Seed", SyntheticGraph.LikeFb15k237.Seed);
    private readonly ShorteningOptions _shortening = new();

    /// <summary>Adds all to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _config, _entities, _relations, _edges, _seed })
        {
            command.Add(option);
        }

        _shortening.AddTo(command);
    }

    /// <summary>Lays out the graph and its settings in a folder that the caller deletes.</summary>
    public RunSettings Prepare(ParseResult parsed, string folder, Terminal terminal)
    {
        var files = new ExampleFiles(folder, "bench", BenchGraph.WrittenFor);
        IReadOnlyList<string> overrides = _shortening.Overrides(parsed);
        if (parsed.GetValue(_config) is { } config)
        {
            return RunArguments.Read(config, overrides, terminal) with { CheckpointPath = files.Model };
        }

        var graph = new SyntheticGraph(
            parsed.GetValue(_entities), parsed.GetValue(_relations), parsed.GetValue(_edges), parsed.GetValue(_seed));
        ExampleConfig.Write(files);
        RunSettings settings = RunArguments.Read(files.Config, overrides, terminal);
        BenchGraph.Write(graph, settings);
        return settings;
    }

    private static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name)
        {
            Description = description + " of the drawn graph",
            DefaultValueFactory = _ => value,
            HelpName = "N",
        };
        AllowedRange.Require(option, 1);
        return option;
    }
}
