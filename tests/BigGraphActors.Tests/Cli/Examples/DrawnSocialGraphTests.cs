using System.Globalization;
using BigGraphActors.Cli.Examples;

namespace BigGraphActors.Tests.Cli.Examples;

public class DrawnSocialGraphTests
{
    [Fact]
    public void A_drawn_graph_has_the_shape_that_was_asked_for_and_is_the_same_from_the_same_seed()
    {
        using var folder = new TemporaryFolder();
        const int Nodes = 5000;
        string[] lines = Draw(folder, "first", new DrawnSocialGraph(Nodes, 7));
        int[][] edges = [.. lines.Skip(1).Select(line =>
            line.Split('\t').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray())];

        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.InRange(edges.Length, 14 * Nodes, 15 * Nodes);
        Assert.All(edges, edge => Assert.All(edge, node => Assert.InRange(node, 0, Nodes - 1)));

        // A power law: a hundredth of the nodes has far more than a hundredth of the edges.
        Assert.InRange(edges.Count(edge => edge[1] < Nodes / 100), edges.Length / 10, edges.Length / 2);

        // Circles: most targets are near their source, as chance alone would not have it.
        Assert.InRange(edges.Count(edge => edge[0] / 64 == edge[1] / 64), edges.Length * 2 / 3, edges.Length * 9 / 10);
        Assert.Equal(lines, Draw(folder, "again", new DrawnSocialGraph(Nodes, 7)));
        Assert.NotEqual(lines.Skip(1), Draw(folder, "other", new DrawnSocialGraph(Nodes, 8)).Skip(1));
    }

    private static string[] Draw(TemporaryFolder folder, string name, DrawnSocialGraph graph)
    {
        string path = Path.Combine(folder.Path, name);
        graph.Write(path, _ => { }, CancellationToken.None);
        return File.ReadAllLines(path);
    }
}
