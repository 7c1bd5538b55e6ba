using System.Text.Json.Nodes;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Schema.Settings;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>How a cluster's run stands.</summary>
internal sealed class ClusterStatusScreen(RunStatus status) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table run = Tables.OfFigures("run", "");
        run.AddRow("checkpoint", Tables.Plain($"{status.Run}, version {status.Version}"));
        run.AddRow("state", Tables.Plain(status.State));
        run.AddRow("passes published", $"{status.Version} of {status.TotalPasses} ({status.Epochs} epochs)");
        run.AddRow("buckets done", $"{status.BucketsDone} ({status.Buckets} a pass)");
        Tables.Write(console, run);

        Table nodes = Tables.OfWords("node", "roles", "state", "trains", "edges", "edges/s");
        foreach (NodeStatus node in status.Nodes)
        {
            TrainerStatus? trainer = status.Trainers.FirstOrDefault(one => one.Node == node.Name);
            nodes.AddRow(
                Tables.Plain(node.Name.Split('#')[0]),
                node.Roles,
                node.State,
                Tables.Plain(trainer?.Doing ?? ""),
                trainer is null ? "" : Figures.Count(trainer.Edges),
                trainer is { EdgesPerSecond: > 0 } ? Figures.Rate(trainer.EdgesPerSecond) : "");
        }

        Tables.Write(console, nodes);
    }

    public JsonObject Facts() => new()
    {
        ["checkpoint_path"] = status.Run,
        ["state"] = status.State,
        ["version"] = status.Version,
        ["passes"] = status.TotalPasses,
        ["epochs"] = status.Epochs,
        ["buckets"] = status.Buckets,
        ["buckets_done"] = status.BucketsDone,
        ["nodes"] = new JsonArray([.. status.Nodes.Select(node => (JsonNode)new JsonObject
        {
            ["name"] = node.Name,
            ["roles"] = node.Roles,
            ["state"] = node.State,
        })]),
        ["trainers"] = new JsonArray([.. status.Trainers.Select(trainer => (JsonNode)new JsonObject
        {
            ["node"] = trainer.Node,
            ["doing"] = trainer.Doing,
            ["edges"] = trainer.Edges,
            ["edges_per_second"] = Figures.Json(trainer.EdgesPerSecond),
        })]),
    };
}

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
