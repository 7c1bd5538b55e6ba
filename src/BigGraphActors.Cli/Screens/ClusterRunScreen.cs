using System.Text.Json.Nodes;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>What a cluster's run came to.</summary>
internal sealed class ClusterRunScreen(ClusterWatch watch, RunSettings settings) : IScreen
{
    private long Edges => watch.Passes.Sum(pass => pass.Edges);

    private double Seconds => watch.Passes.Sum(pass => pass.Seconds);

    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("training", "");
        table.AddRow("edges", Figures.Count(Edges));
        table.AddRow("time in passes", Figures.Seconds(Seconds));
        table.AddRow("edges a second", Seconds > 0 ? Figures.Rate(Edges / Seconds) : "");
        table.AddRow("loss of the last pass", watch.Passes.Count > 0 ? Figures.Metric(watch.Passes[^1].Loss) : "");
        table.AddRow("checkpoint", Tables.Plain($"{settings.CheckpointPath}, version {watch.End?.Version}"));
        Tables.Write(console, table);
    }

    public JsonObject Facts() => new()
    {
        ["edges"] = Edges,
        ["seconds"] = Figures.Json(Seconds),
        ["edges_per_second"] = Seconds > 0 ? Figures.Json(Edges / Seconds) : null,
        ["loss"] = watch.Passes.Count > 0 ? Figures.Json(watch.Passes[^1].Loss) : null,
        ["checkpoint_path"] = settings.CheckpointPath,
        ["checkpoint_version"] = watch.End?.Version,
    };
}
