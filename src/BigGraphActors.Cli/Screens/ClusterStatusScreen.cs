using System.Text.Json.Nodes;
using BigGraphActors.Cluster.Messages;
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
