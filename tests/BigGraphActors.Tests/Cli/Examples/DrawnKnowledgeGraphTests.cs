using System.Globalization;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public sealed class DrawnKnowledgeGraphTests : IDisposable
{
    private const double Share = 0.000_1;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_whole_has_Freebases_entities_edges_and_relations()
    {
        DrawnKnowledgeGraph whole = new(Share: 1, Seed: 1);
        Assert.Equal((86_054_151, 338_586_276, 14_824, 10_000), (whole.Nodes, whole.Edges, whole.Relations, whole.HeldOut));
    }

    [Fact]
    public void Every_entity_and_relation_occurs_among_the_edges_to_learn_from_and_no_other()
    {
        DrawnKnowledgeGraph graph = new(Share, Seed: 3);
        (string Head, string Relation, string Tail)[] train = Draw(graph).Train;
        HashSet<string> entities = [.. train.SelectMany(edge => new[] { edge.Head, edge.Tail })];
        Assert.Equal(graph.Nodes, entities.Count);
        Assert.Equal(graph.Relations, train.Select(edge => edge.Relation).Distinct().Count());
        Assert.Equal(graph.Edges - graph.HeldOut, train.Length);
        (string Head, string Relation, string Tail)[] test = Draw(graph).Test;
        Assert.Equal(graph.HeldOut, test.Length);
        Assert.All(test, edge => Assert.True(entities.Contains(edge.Head) && entities.Contains(edge.Tail)));
    }

    [Fact]
    public void The_same_seed_draws_the_same_graph_and_another_seed_another_one()
    {
        var first = Draw(new DrawnKnowledgeGraph(Share, Seed: 3)).Train;
        Assert.Equal(first, Draw(new DrawnKnowledgeGraph(Share, Seed: 3)).Train);
        Assert.NotEqual(first, Draw(new DrawnKnowledgeGraph(Share, Seed: 4)).Train);
    }

    [Fact]
    public void Four_of_five_edges_stay_within_a_family_of_512_entities()
    {
        DrawnKnowledgeGraph graph = new(Share, Seed: 3);
        (string Head, string Relation, string Tail)[] train = Draw(graph).Train;

        // The first edges have the entities as heads in order, which tells the place of each name.
        Dictionary<string, int> place = train.Take(graph.Nodes).Index()
            .ToDictionary(edge => edge.Item.Head, edge => edge.Index);
        double within = train.Average(edge => place[edge.Head] / 512 == place[edge.Tail] / 512 ? 1.0 : 0.0);
        Assert.True(within is > 0.75 and < 0.9, within.ToString(CultureInfo.InvariantCulture));
    }

    private ((string Head, string Relation, string Tail)[] Train, (string Head, string Relation, string Tail)[] Test)
        Draw(DrawnKnowledgeGraph graph)
    {
        ExampleFiles files = new(_folder.Path, "freebase", "biggraph-freebase");
        graph.Write(files, _ => { }, CancellationToken.None);
        return (Read(files.Train), Read(files.Test));
    }

    private static (string Head, string Relation, string Tail)[] Read(string path) =>
        [.. File.ReadLines(path).Select(line => line.Split('\t')).Select(part => (part[0], part[1], part[2]))];
}
