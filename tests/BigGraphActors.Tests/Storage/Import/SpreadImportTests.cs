using System.Globalization;
using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Tests.Storage.Import;

/// <summary>Where edges of unpartitioned types lie: in bucket 0 of that side as PBG's, or in all of them.</summary>
public sealed class SpreadImportTests : IDisposable
{
    private const int Edges = 3000;
    private readonly ImportFolder _folder = new();

    [Fact]
    public void Edges_of_unpartitioned_types_lie_in_all_buckets_of_their_side()
    {
        RunSettings settings = Typed();
        MemoryGraph graph = ImportFolder.Import(
            settings, _folder.Columns(relation: true) with { SpreadUnpartitioned = true }).Graph;
        MemoryGraph usual = ImportFolder.Import(settings, _folder.Columns(relation: true)).Graph;

        Assert.Equal(usual.Edges().Order(), graph.Edges().Order());
        foreach (Bucket bucket in graph.Buckets.Select(one => one.Bucket))
        {
            string[] here = graph.EdgesOf(bucket);
            Assert.Equal(Of(usual.EdgesOf(bucket), "knows"), Of(here, "knows"));
            Assert.InRange(Of(here, "likes").Length, Edges / 9 / 2, Edges / 9 * 2);
            Assert.InRange(Of(here, "suits").Length, Edges / 9 / 2, Edges / 9 * 2);
            Assert.InRange(Of(here, "near").Length, Edges / 9 / 2, Edges / 9 * 2);
        }
    }

    [Fact]
    public void They_lie_in_bucket_0_of_that_side_unless_told_otherwise()
    {
        MemoryGraph graph = ImportFolder.Import(Typed(), _folder.Columns(relation: true)).Graph;
        foreach (Bucket bucket in graph.Buckets.Select(one => one.Bucket))
        {
            string[] here = graph.EdgesOf(bucket);
            Assert.Equal(bucket.Rhs == 0, Of(here, "likes").Length > 0);
            Assert.Equal(bucket.Lhs == 0, Of(here, "suits").Length > 0);
            Assert.Equal(bucket is { Lhs: 0, Rhs: 0 }, Of(here, "near").Length > 0);
        }
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Of(string[] edges, string relation) => [.. edges.Where(
        edge => edge.Contains($" {relation} ", StringComparison.Ordinal))];

    private RunSettings Typed()
    {
        StringBuilder text = new();
        for (int i = 0; i < Edges; i++)
        {
            int far = i * 7919 % 300;
            text.Append(CultureInfo.InvariantCulture, $"p{i % 300}\tknows\tp{far}\np{i % 300}\tlikes\tt{i % 41}\n");
            text.Append(CultureInfo.InvariantCulture, $"t{i % 41}\tsuits\tp{far}\nt{i % 41}\tnear\tt{i % 47 % 41}\n");
        }

        _folder.Add(text.ToString());
        return _folder.Settings(
            [
                new("person", new EntitySettings { NumPartitions = 3 }),
                new("tag", new EntitySettings { NumPartitions = 1 }),
            ],
            [
                new RelationSettings { Name = "knows", Lhs = "person", Rhs = "person" },
                new RelationSettings { Name = "likes", Lhs = "person", Rhs = "tag" },
                new RelationSettings { Name = "suits", Lhs = "tag", Rhs = "person" },
                new RelationSettings { Name = "near", Lhs = "tag", Rhs = "tag" },
            ]);
    }
}
