using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;
using CsCheck;

namespace BigGraphActors.Tests.Storage.Import;

/// <summary>What an import writes depends on its lists, settings and seed, and on nothing of the machine.</summary>
public sealed class OutOfCoreImportTests
{
    private static readonly ImportMemory[] Machines =
    [
        ImportFolder.MuchMemory(1), ImportFolder.MuchMemory(4), ImportFolder.LittleMemory(1),
        ImportFolder.LittleMemory(4), ImportFolder.LittleMemory(3, parts: 64),
    ];

    private static readonly Gen<Graph> Graphs = Gen.Select(
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 5], Gen.Int[0, 60]).Array[1, 400].Array[1, 3],
        Gen.Int[1, 4],
        Gen.Int[1, 3],
        Gen.Int[1, 60],
        Gen.Bool,
        Gen.Bool,
        Gen.Long,
        (lists, partitions, entityMinCount, relationMinCount, isDynamic, spreads, seed) => new Graph(
            lists, partitions, entityMinCount, relationMinCount, isDynamic, spreads, seed));

    [Fact]
    public void Any_graph_is_what_a_naive_import_makes_of_it_with_little_memory_and_with_much() => Graphs.Sample(
        graph =>
        {
            string? first = null;
            foreach (ImportMemory memory in Machines)
            {
                string fingerprint = Check(graph, memory);
                Assert.Equal(first ??= fingerprint, fingerprint);
            }
        },
        iter: 60,
        print: graph => $"{graph}: {string.Join(" | ", graph.Lists.Select(list => string.Join(' ', list)))}");

    [Fact]
    public void Large_lists_give_the_same_bytes_on_one_thread_and_on_four_with_little_memory_and_with_much()
    {
        StringBuilder typed = new();
        StringBuilder quoted = new();
        for (int i = 0; i < 90_000; i++)
        {
            int far = (int)(i * 7919L % 30_011);
            typed.Append(CultureInfo.InvariantCulture, $"person {i % 4001}\tknows\tperson {far}\t{i % 97}\n");
            quoted.Append(CultureInfo.InvariantCulture, $"\"person, {i % 41}\",likes,\"red,tag {far % 17}\",1\n");
            if (i % 9001 == 0)
            {
                typed.Append("broken line\n# no comment for all\n\n");
                quoted.Append("\"person \"\"X\"\"\n of two lines\",knows,person 1,2\n\"open,knows,person 2,1\n");
            }
        }

        string[] results = [.. Machines.Select(memory => Digest(typed.ToString(), quoted.ToString(), memory))];

        Assert.All(results, result => Assert.Equal(results[0], result));
    }

    [Fact]
    public void A_seed_gives_the_same_order_of_rows_for_ever()
    {
        using ImportFolder folder = new();
        folder.Add("a\tb\nb\tc\nc\td\nd\te\n");

        MemoryGraph graph = ImportFolder.Import(folder.Settings(partitions: 2), folder.Columns()).Graph;

        Assert.Equal(
            ["all_0: c a b", "all_1: e d"],
            graph.Entities.Select(entry => $"{entry.Key}: {string.Join(' ', entry.Value)}"));
    }

    private static string Check(Graph graph, ImportMemory memory)
    {
        using ImportFolder folder = new();
        for (int i = 0; i < graph.Lists.Length; i++)
        {
            folder.Add(graph.TextOf(i), $"list{i}.tsv");
        }

        RunSettings settings = graph.Settings(folder);
        ImportSettings import = folder.Columns(relation: true) with
        {
            WeightColumn = 3,
            EntityMinCount = graph.EntityMinCount,
            RelationMinCount = graph.IsDynamic ? graph.RelationMinCount : 1,
            SpreadUnpartitioned = graph.Spreads,
        };
        NaiveGraph naive = NaiveGraph.Of(graph);
        try
        {
            (ImportReport report, MemoryGraph found) = ImportFolder.Import(settings, import, memory: memory);
            naive.AssertEqual(report, found, settings);
            Assert.DoesNotContain(folder.Everything(), path => path.Contains(".import-", StringComparison.Ordinal));
            return found.Fingerprint();
        }
        catch (EdgeListException refusal)
        {
            Assert.Equal(0, naive.Kept);
            return refusal.Message.Replace(folder.Root, "", StringComparison.Ordinal);
        }
    }

    private static string Digest(string typed, string quoted, ImportMemory memory)
    {
        using ImportFolder folder = new();
        folder.Add(typed, "typed.tsv");
        folder.Add(quoted, "quoted.csv");
        RunSettings settings = folder.Settings(
            [
                new("person", new EntitySettings { NumPartitions = 3 }),
                new("tag", new EntitySettings { NumPartitions = 1, Featurized = true }),
            ],
            [
                new RelationSettings { Name = "knows", Lhs = "person", Rhs = "person" },
                new RelationSettings { Name = "likes", Lhs = "person", Rhs = "tag" },
            ]);
        ImportSettings import = folder.Columns(relation: true) with
        {
            WeightColumn = 3,
            EntityMinCount = 2,
            FeatureDelimiter = ",",
        };
        ImportReport report = EdgeListImport.Run(
            new() { Settings = settings, Import = import, MaxRejected = 1000 },
            new PbgGraphFiles(),
            null,
            CancellationToken.None,
            memory);
        Assert.InRange(report.RejectedCount, 10, 40);
        StringBuilder digest = new();
        foreach (ImportedFile file in report.Files)
        {
            digest.AppendLine(file.ToString().Replace(folder.Root, "", StringComparison.Ordinal));
        }

        foreach (string path in folder.Everything().Where(path => !path.EndsWith("_identity.json", StringComparison.Ordinal)))
        {
            string full = Path.Combine(folder.Root, path);
            byte[] bytes = File.Exists(full) ? File.ReadAllBytes(full) : [];
            string text = path.EndsWith("rejected.tsv", StringComparison.Ordinal)
                ? Encoding.UTF8.GetString(bytes).Replace(folder.Root, "", StringComparison.Ordinal)
                : Convert.ToHexString(SHA256.HashData(bytes));
            digest.AppendLine(CultureInfo.InvariantCulture, $"{path} {bytes.Length} {text}");
        }

        return digest.ToString();
    }

    /// <summary>Lists of edges between people and things; the relation's number decides the types.</summary>
    private sealed record Graph(
        (int Lhs, int Relation, int Rhs)[][] Lists,
        int Partitions,
        int EntityMinCount,
        int RelationMinCount,
        bool IsDynamic,
        bool Spreads,
        long Seed)
    {
        private static readonly (string Lhs, string Rhs)[] Types = [("p", "p"), ("p", "t"), ("t", "p"), ("t", "t")];

        public string LhsTypeOf(int relation) => IsDynamic ? "p" : Types[relation % 4].Lhs;

        public string RhsTypeOf(int relation) => IsDynamic ? "p" : Types[relation % 4].Rhs;

        public string TextOf(int list) => string.Concat(Lists[list].Select((edge, i) => string.Create(
            CultureInfo.InvariantCulture, $"n{edge.Lhs}\tr{edge.Relation}\tn{edge.Rhs}\t{i}\n")));

        public RunSettings Settings(ImportFolder folder) => folder.Settings(
            [
                new("p", new EntitySettings { NumPartitions = Partitions }),
                new("t", new EntitySettings { NumPartitions = 1 }),
            ],
            [
                .. Enumerable.Range(0, IsDynamic ? 1 : 6).Select(relation => new RelationSettings
                {
                    Name = $"r{relation}",
                    Lhs = LhsTypeOf(relation),
                    Rhs = RhsTypeOf(relation),
                }),
            ]) with
        { DynamicRelations = IsDynamic, Seed = Seed };
    }

    /// <summary>The same import, the slow and obvious way.</summary>
    private sealed class NaiveGraph
    {
        private readonly Dictionary<string, HashSet<string>> _entities = new() { ["p"] = [], ["t"] = [] };
        private readonly HashSet<string> _relations = [];
        private readonly List<string[]> _edges = [];

        public int Kept => _edges.Sum(edges => edges.Length);

        public static NaiveGraph Of(Graph graph)
        {
            var all = graph.Lists.SelectMany(list => list).ToArray();
            HashSet<int> relations = [.. all.GroupBy(edge => edge.Relation)
                .Where(group => !graph.IsDynamic || group.Count() >= graph.RelationMinCount)
                .Select(group => group.Key)];
            HashSet<(string, int)> names = [.. all.Where(edge => relations.Contains(edge.Relation))
                .SelectMany(edge => new[]
                {
                    (graph.LhsTypeOf(edge.Relation), edge.Lhs), (graph.RhsTypeOf(edge.Relation), edge.Rhs),
                })
                .GroupBy(name => name)
                .Where(group => group.Count() >= graph.EntityMinCount)
                .Select(group => group.Key)];
            NaiveGraph naive = new();
            foreach ((string type, int name) in names)
            {
                naive._entities[type].Add($"n{name}");
            }

            naive._relations.UnionWith(graph.IsDynamic
                ? relations.Select(relation => $"r{relation}")
                : Enumerable.Range(0, 6).Select(relation => $"r{relation}"));
            foreach (var list in graph.Lists)
            {
                naive._edges.Add([.. list.Index()
                    .Where(pair => relations.Contains(pair.Item.Relation)
                        && names.Contains((graph.LhsTypeOf(pair.Item.Relation), pair.Item.Lhs))
                        && names.Contains((graph.RhsTypeOf(pair.Item.Relation), pair.Item.Rhs)))
                    .Select(pair => $"n{pair.Item.Lhs} r{pair.Item.Relation} n{pair.Item.Rhs} {pair.Index}")]);
            }

            return naive;
        }

        public void AssertEqual(ImportReport report, MemoryGraph found, RunSettings settings)
        {
            foreach ((string type, EntitySettings entity) in settings.Entities)
            {
                string[][] rows = [.. Enumerable.Range(0, entity.NumPartitions)
                    .Select(partition => found.Entities[new PartitionId(type, partition)])];
                Assert.Equal(_entities[type].Order(), rows.SelectMany(part => part).Order());
                PartitionCut cut = new(_entities[type].Count, entity.NumPartitions);
                Assert.Equal(Enumerable.Range(0, entity.NumPartitions).Select(cut.SizeOf), rows.Select(part => part.Length));
            }

            Assert.Equal(_relations.Order(), found.Relations.Order());
            for (int list = 0; list < _edges.Count; list++)
            {
                Assert.Equal(_edges[list].Order(), found.Edges(list).Order());
                Assert.Equal(_edges[list].Length, report.Files[list].Edges);

                // The weight is the line: in every bucket the order of the input.
                string[] inOrder = [.. found.Buckets.Where(one => one.Path == list)
                    .SelectMany(one => found.EdgesOf(list, one.Bucket)
                        .OrderBy(edge => int.Parse(edge[edge.LastIndexOf(' ')..], CultureInfo.InvariantCulture)))];
                Assert.Equal(inOrder, found.Edges(list));
            }
        }
    }
}
