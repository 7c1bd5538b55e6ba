using System.Text.Json;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class SharedGraphImportTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SharedDataFact]
    public void The_three_files_of_fb15k_give_its_published_counts()
    {
        foreach (string split in new[] { "train", "valid", "test" })
        {
            _folder.AddExisting(SharedData.PathOf("data", "fb15k", $"{split}.tsv.gz"));
        }

        RunSettings settings = _folder.Settings() with { DynamicRelations = true };
        ImportReport report = ImportFolder.Import(settings, _folder.Columns(relation: true)).Report;

        Assert.Equal([483_142L, 50_000L, 59_071L], report.Files.Select(file => file.Edges));
        Assert.Equal((14_951L, 1_345), (Assert.Single(report.EntityTypes).Count, report.Relations));
        Assert.Equal(0, report.RejectedCount);
        Assert.Empty(report.Notes);
    }

    [SharedDataFact]
    public void Typed_packages_give_the_counts_of_their_schema()
    {
        using JsonDocument schema = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("data", "debian-packages", "schema.json")));
        foreach (string split in new[] { "train", "valid", "test" })
        {
            _folder.AddExisting(SharedData.PathOf("data", "debian-packages", $"{split}.tsv.gz"));
        }

        RunSettings settings = _folder.Settings(
            [
                .. schema.RootElement.GetProperty("entities").EnumerateObject().Select(type => KeyValuePair.Create(
                    type.Name, new EntitySettings { NumPartitions = type.Name == "package" ? 4 : 1 })),
            ],
            [
                .. schema.RootElement.GetProperty("relations").EnumerateArray().Select(relation => new RelationSettings
                {
                    Name = relation.GetProperty("name").GetString()!,
                    Lhs = relation.GetProperty("lhs").GetString()!,
                    Rhs = relation.GetProperty("rhs").GetString()!,
                }),
            ]);
        (ImportReport report, MemoryGraph graph) =
            ImportFolder.Import(settings, _folder.Columns(relation: true));

        Assert.Equal(
            schema.RootElement.GetProperty("entities").EnumerateObject().Select(type => (type.Name, type.Value.GetInt64())),
            report.EntityTypes.Select(type => (type.Name, type.Count)));
        Assert.Equal([640_697L, 35_594L, 35_594L], report.Files.Select(file => file.Edges));
        Assert.Equal((4, 4), report.Buckets);
        Assert.Equal(26_816, graph.Entities[new PartitionId("package", 3)].Length);
        Assert.Contains("0ad depends 0ad-data", graph.Edges());
    }
}
