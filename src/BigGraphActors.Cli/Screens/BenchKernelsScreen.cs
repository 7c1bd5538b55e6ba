using System.Globalization;
using System.Text.Json.Nodes;
using BigGraphActors.Engine.Profiling;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

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
