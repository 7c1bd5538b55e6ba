using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Import;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Import;

public sealed class PbgGraphFilesTests : IDisposable
{
    private readonly ImportFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_files_on_disk_hold_the_edges_that_were_imported()
    {
        _folder.Add("Zoë\tknows\tb\t0.5\nb\tlikes\tZoë\t2\nc\tknows\tb\t1.25\n");
        RunSettings settings = _folder.Settings(partitions: 2, "knows", "likes");
        ImportSettings import = _folder.Columns(relation: true) with { WeightColumn = 3 };
        EdgeListImport.Run(new() { Settings = settings, Import = import }, null, CancellationToken.None);

        EntityDirectory entities = new(_folder.EntityPath);
        string[][] names = [.. Enumerable.Range(0, 2).Select(part => entities.ReadNames(new("all", part)).ToArray())];
        Assert.Equal([2L, 1L], Enumerable.Range(0, 2).Select(part => entities.ReadCount(new("all", part))));
        Assert.Equal(["knows", "likes"], entities.ReadRelationNames());
        Assert.False(File.Exists(entities.RelationCountPath));

        EdgeDirectory edges = new(_folder.EdgePath(0));
        Assert.Equal(4, edges.FindBuckets().Count);
        List<string> read = [];
        foreach (Bucket bucket in edges.FindBuckets())
        {
            using EdgeSlice slice = edges.Read(bucket);
            for (int i = 0; i < slice.Count; i++)
            {
                string lhs = names[bucket.Lhs][slice.Lhs[i]];
                string rhs = names[bucket.Rhs][slice.Rhs[i]];
                read.Add($"{lhs} {slice.Relation[i]} {rhs} {slice.Weight?[i]}");
            }
        }

        Assert.Equal(["Zoë 0 b 0.5", "b 1 Zoë 2", "c 0 b 1.25"], read.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_import_leaves_nothing_but_the_files_of_the_format()
    {
        _folder.Add("a\tr\tb\n");
        RunSettings settings = _folder.Settings(partitions: 2) with { DynamicRelations = true };
        EdgeImportRequest request = new() { Settings = settings, Import = _folder.Columns(relation: true) };
        EdgeListImport.Run(request, null, CancellationToken.None);
        EdgeListImport.Run(request, null, CancellationToken.None);

        Assert.Equal(
            [
                "edges.tsv", "graph", "graph/dynamic_rel_count.txt", "graph/dynamic_rel_names.json", "graph/edges0",
                "graph/edges0/edge_identity.json", "graph/edges0/edges_0_0.h5", "graph/edges0/edges_0_1.h5", "graph/edges0/edges_1_0.h5",
                "graph/edges0/edges_1_1.h5", "graph/entity_count_all_0.txt", "graph/entity_count_all_1.txt",
                "graph/entity_identity.json", "graph/entity_names_all_0.json", "graph/entity_names_all_1.json",
            ],
            _folder.Everything());
    }

    [SharedDataTheory]
    [InlineData("static-2x2")]
    [InlineData("static-3-and-1")]
    [InlineData("dynamic-2x2")]
    public void An_import_of_a_fixture_agrees_with_the_reference_up_to_numbering(string fixture)
    {
        PbgFixture reference = new(fixture);
        RunSettings theirs = reference.Settings();
        _folder.AddExisting(reference.PathOf("tsv", "train.tsv"));
        RunSettings mine = theirs with
        {
            EntityPath = _folder.EntityPath,
            EdgePaths = [_folder.EdgePath(0)],
            Seed = 3,
        };
        EdgeListImport.Run(
            new() { Settings = mine, Import = _folder.Columns(relation: true) }, null, CancellationToken.None);

        Assert.Equal(PartitionSizes(theirs), PartitionSizes(mine));
        Assert.Equal(EdgesByName(theirs).Order(StringComparer.Ordinal), EdgesByName(mine).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<long> PartitionSizes(RunSettings settings) =>
        from entity in settings.Entities
        from partition in Enumerable.Range(0, entity.Value.NumPartitions)
        select new EntityDirectory(settings.EntityPath).ReadCount(new(entity.Key, partition));

    private static List<string> EdgesByName(RunSettings settings)
    {
        EntityDirectory entities = new(settings.EntityPath);
        EdgeDirectory edges = new(settings.EdgePaths[0]);
        IReadOnlyList<string> relations = entities.ReadRelationNames();
        List<string> read = [];
        foreach (Bucket bucket in edges.FindBuckets())
        {
            using EdgeSlice slice = edges.Read(bucket);
            for (int i = 0; i < slice.Count; i++)
            {
                RelationSettings relation = settings.Relations[settings.DynamicRelations ? 0 : slice.Relation[i]];
                string lhs = entities.ReadNames(new(relation.Lhs, bucket.Lhs)).ElementAt(slice.Lhs[i]);
                string rhs = entities.ReadNames(new(relation.Rhs, bucket.Rhs)).ElementAt(slice.Rhs[i]);
                read.Add($"{lhs} {relations[slice.Relation[i]]} {rhs}");
            }
        }

        return read;
    }
}
