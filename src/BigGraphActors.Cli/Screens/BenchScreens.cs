using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Profiling;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>
/// How fast the training threads were: medians over the passes but the first, which warms up. Reading and writing of
/// tables is not in them.
/// </summary>
internal sealed class BenchTrainScreen(
    TrainingReport report, IReadOnlyList<TrainedPass> passes, RunSettings settings, StepSpeed speed) : IScreen
{
    private readonly IReadOnlyList<TrainedPass> _measured = passes.Count > 1 ? [.. passes.Skip(1)] : passes;

    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("bench train", "");
        table.AddRow("edges of an epoch", Figures.Count(Edges));
        table.AddRow("seconds of an epoch", Figures.Seconds(Seconds));
        table.AddRow("edges a second", Figures.Rate(EdgesPerSecond));
        table.AddRow("loss of the last epoch", Figures.Metric(report.LossPerEdge));
        table.AddRow("epochs measured", $"{_measured.Count} of {passes.Count}");
        table.AddRow("dimension", Figures.Count(settings.Dimension));
        table.AddRow("candidates of an edge and side", Figures.Count((long)Math.Round(speed.Profile.Candidates)));
        table.AddRow("threads", Figures.Count(Threads));
        table.AddRow("GFLOP/s in products", Giga(EdgesPerSecond * speed.FlopsPerEdge));
        table.AddRow("peak of these threads, GFLOP/s", Giga(speed.PeakFlops));
        table.AddRow("share of the peak", Figures.Percent(speed.ShareOfPeak(EdgesPerSecond)));
        foreach ((TrainingStage stage, double seconds) in speed.Profile.Stages)
        {
            table.AddRow($"one thread, us an edge: {NameOf(stage)}", Micro(seconds));
        }

        Tables.Write(console, table);
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = Edges,
        ["seconds"] = Figures.Json(Seconds),
        ["edges_per_second"] = Figures.Json(EdgesPerSecond),
        ["gflops"] = Figures.Json(EdgesPerSecond * speed.FlopsPerEdge / 1e9),
        ["peak_gflops"] = Figures.Json(speed.PeakFlops / 1e9),
        ["share_of_peak"] = Figures.Json(speed.ShareOfPeak(EdgesPerSecond)),
        ["stages"] = new JsonObject(speed.Profile.Stages.Select(stage => KeyValuePair.Create(
            NameOf(stage.Stage), Figures.Json(stage.Seconds / Math.Max(1, speed.Profile.Edges))))),
        ["loss"] = Figures.Json(report.LossPerEdge),
        ["epochs_measured"] = _measured.Count,
        ["epochs"] = passes.Count,
        ["dimension"] = settings.Dimension,
        ["candidates"] = Figures.Json(speed.Profile.Candidates),
        ["num_batch_negs"] = settings.NumBatchNegs,
        ["num_uniform_negs"] = settings.NumUniformNegs,
        ["threads"] = Threads,
        ["epoch_seconds"] = new JsonArray([.. passes.Select(pass => Figures.Json(pass.TrainingSeconds))]),
    };

    private static string NameOf(TrainingStage stage) => stage.ToString().ToLowerInvariant();

    private static string Giga(double flops) => Figures.Rank(flops / 1e9);

    private string Micro(double seconds) =>
        (seconds / Math.Max(1, speed.Profile.Edges) * 1e6).ToString("0.000", CultureInfo.InvariantCulture);

    private long Edges => (long)Median.Of(_measured.Select(pass => (double)pass.Edges));

    private double Seconds => Median.Of(_measured.Select(pass => pass.TrainingSeconds));

    private double EdgesPerSecond => Median.Of(
        _measured.Select(pass => pass is { Edges: > 0, TrainingSeconds: > 0 }
            ? pass.Edges / pass.TrainingSeconds
            : double.NaN));

    private int Threads => settings.Workers ?? Environment.ProcessorCount;
}

/// <summary>What a training step costs and what the machine could do at most.</summary>
/// <param name="FlopsPerEdge">Operations of an edge's products.</param>
/// <param name="PeakFlops">Operations a second of all training threads, fused multiply-adds without memory.</param>
/// <param name="Profile">Seconds of each stage, one thread.</param>
internal sealed record StepSpeed(double FlopsPerEdge, double PeakFlops, StepProfile Profile)
{
    /// <summary>Measures this machine at settings whose graph is imported.</summary>
    public static StepSpeed Measure(RunSettings settings, CancellationToken stop)
    {
        StepProfile profile = StepProfile.Measure(settings, TimeSpan.FromSeconds(2), stop);
        double peak = StepProfile.PeakFlops(settings.Workers ?? Environment.ProcessorCount);
        return new StepSpeed(profile.FlopsPerEdge(settings), peak, profile);
    }

    /// <summary>The share of the peak that a speed amounts to.</summary>
    public double ShareOfPeak(double edgesPerSecond) => edgesPerSecond * FlopsPerEdge / PeakFlops;
}

/// <summary>The value in the middle, which one slow epoch does not move.</summary>
internal static class Median
{
    /// <summary>The median; the mean of the two in the middle of an even number of values.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            throw new ArgumentException("a median needs at least one value", nameof(values));
        }

        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>How fast an evaluation was.</summary>
internal sealed class BenchEvalScreen(RankingReport report) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("bench eval", "");
        table.AddRow("edges ranked", Figures.Count(report.Count));
        table.AddRow("seconds", Figures.Seconds(report.Elapsed.TotalSeconds));
        table.AddRow("edges a second", Figures.Rate(EdgesPerSecond));
        table.AddRow("kind", report.Protocol.Filtered ? "filtered" : "raw");
        table.AddRow("MRR", Figures.Metric(report.Pessimistic.Reciprocal));
        Tables.Write(console, table);
    }

    public JsonObject Facts()
    {
        JsonObject facts = new RankingScreen(report).Facts();
        facts["edges"] = report.Count;
        facts["seconds"] = Figures.Json(report.Elapsed.TotalSeconds);
        facts["edges_per_second"] = Figures.Json(EdgesPerSecond);
        return facts;
    }

    private double EdgesPerSecond =>
        report is { Count: > 0, Elapsed.Ticks: > 0 } ? report.Count / report.Elapsed.TotalSeconds : double.NaN;
}

/// <summary>Time and share of the peak of each kernel.</summary>
internal sealed class BenchKernelsScreen(BlockExtent extent, IReadOnlyList<KernelProfile> kernels, double peakFlops)
    : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures(
            $"bench kernels, {extent.Rows} x {extent.Negatives} x {extent.Dimension}", "time", "GFLOP/s", "of peak");
        foreach (KernelProfile kernel in kernels)
        {
            string rate = kernel.Flops == 0 ? "" : Giga(kernel.Flops / kernel.Seconds);
            string share = kernel.Flops == 0 ? "" : Figures.Percent(kernel.Flops / kernel.Seconds / peakFlops);
            table.AddRow(kernel.Name, Micro(kernel.Seconds), rate, share);
        }

        table.AddRow("fused multiply-adds alone", "", Giga(peakFlops), "");
        Tables.Write(console, table);
    }

    public JsonObject Facts() => new()
    {
        ["rows"] = extent.Rows,
        ["negatives"] = extent.Negatives,
        ["dimension"] = extent.Dimension,
        ["peak_gflops"] = Figures.Json(peakFlops / 1e9),
        ["kernels"] = new JsonArray(
        [
            .. kernels.Select(kernel => new JsonObject
            {
                ["name"] = kernel.Name,
                ["seconds"] = Figures.Json(kernel.Seconds),
                ["gflops"] = Figures.Json(kernel.Flops / kernel.Seconds / 1e9),
                ["share_of_peak"] = Figures.Json(kernel.Flops / kernel.Seconds / peakFlops),
            }),
        ]),
    };

    private static string Giga(double flops) => (flops / 1e9).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Micro(double seconds) =>
        (seconds * 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " us";
}

/// <summary>How large a negative block is.</summary>
/// <param name="Rows">Edges that share negatives.</param>
/// <param name="Negatives">Negatives of each edge.</param>
/// <param name="Dimension">Elements of a vector.</param>
internal sealed record BlockExtent(int Rows, int Negatives, int Dimension);
