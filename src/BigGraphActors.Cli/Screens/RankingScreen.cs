using System.Text.Json.Nodes;
using BigGraphActors.Engine.Evaluation;
using Spectre.Console;

namespace BigGraphActors.Cli.Screens;

/// <summary>The figures of an evaluation, with the protocol that says what they mean.</summary>
internal sealed class RankingScreen(RankingReport report) : IScreen
{
    public void Draw(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("ties", "mean rank", "MRR", "Hits@1", "Hits@10", "Hits@50");
        AddRanks(table, "against the positive", report.Pessimistic);
        AddRanks(table, "in the middle", report.Realistic);
        Tables.Draw(console, $"Ranks of {Figures.Count(report.Count, "edge")}", table);
        console.WriteLine(
            $"AUC {Figures.Metric(report.Auc)} (sampled), loss {Figures.Metric(report.Loss)}, "
            + $"{Figures.Seconds(report.Elapsed.TotalSeconds)}");
        DrawProtocol(console);
        if (report.Relations.Count > 0)
        {
            DrawRelations(console);
        }
    }

    public JsonObject Facts()
    {
        JsonObject facts = RankFacts(report.Pessimistic);
        facts.Insert(0, "count", report.Count);
        facts["auc"] = Figures.Json(report.Auc);
        facts["loss"] = Figures.Json(report.Loss);
        facts["protocol"] = report.Protocol.ToString();
        facts["filtered"] = report.Protocol.Filtered;
        facts["realistic"] = RankFacts(report.Realistic);
        facts["eval_seconds"] = Figures.Json(report.Elapsed.TotalSeconds);
        facts["checkpoint_version"] = report.Protocol.Version;
        if (report.Protocol.Untrained)
        {
            facts["untrained"] = true;
        }

        if (report.Relations.Count > 0)
        {
            facts["relations"] = new JsonArray([.. report.Relations.Select(RelationFacts)]);
        }

        return facts;
    }

    private void DrawProtocol(IAnsiConsole console)
    {
        EvaluationProtocol protocol = report.Protocol;
        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().PadRight(2));
        grid.AddColumn(new GridColumn());
        string kind = protocol.Filtered
            ? $"filtered: edges of {string.Join(", ", protocol.FilterPaths)} are no wrong answers"
            : "raw: other true answers count as wrong ones";
        grid.AddRow("protocol", Tables.Plain(kind));
        grid.AddRow("candidates", Tables.Plain($"{protocol.Candidates}; {protocol.Sides}"));
        grid.AddRow("edges", Tables.Plain(string.Join(", ", protocol.EdgePaths)));
        grid.AddRow("checkpoint", protocol.Untrained ? "none: the untrained model" : $"version {protocol.Version}");
        console.Write(grid);
    }

    private void DrawRelations(IAnsiConsole console)
    {
        Table table = Tables.OfFigures("relation", "edges", "mean rank", "MRR", "Hits@1", "Hits@10", "Hits@50");
        foreach (RelationRanking relation in report.Relations.OrderByDescending(r => r.Sums.Count))
        {
            RankSums ranks = relation.Sums.Pessimistic.PerEdge(relation.Sums.Count);
            table.AddRow(
                [Tables.Plain(relation.Name), Figures.Count(relation.Sums.Count), .. Cells(ranks)]);
        }

        Tables.Draw(console, "By relation, ties against the positive", table);
    }

    private static void AddRanks(Table table, string ties, RankSums ranks) => table.AddRow([ties, .. Cells(ranks)]);

    private static string[] Cells(RankSums ranks) =>
    [
        Figures.Rank(ranks.Rank),
        Figures.Metric(ranks.Reciprocal),
        Figures.Metric(ranks.Within1),
        Figures.Metric(ranks.Within10),
        Figures.Metric(ranks.Within50),
    ];

    private static JsonObject RankFacts(RankSums ranks) => new()
    {
        ["pos_rank"] = Figures.Json(ranks.Rank),
        ["mrr"] = Figures.Json(ranks.Reciprocal),
        ["r1"] = Figures.Json(ranks.Within1),
        ["r10"] = Figures.Json(ranks.Within10),
        ["r50"] = Figures.Json(ranks.Within50),
    };

    private static JsonNode RelationFacts(RelationRanking relation)
    {
        JsonObject facts = RankFacts(relation.Sums.Pessimistic.PerEdge(relation.Sums.Count));
        facts.Insert(0, "name", relation.Name);
        facts.Insert(1, "count", relation.Sums.Count);
        return facts;
    }
}
