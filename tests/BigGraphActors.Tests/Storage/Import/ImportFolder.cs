using System.IO.Compression;
using System.Text;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests.Storage.Import;

/// <summary>A folder that lives as long as a test, with edge lists in it and the settings to import them.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly List<string> _files = [];

    /// <summary>The folder.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("biggraph-import-").FullName;

    public string EntityPath => Path.Combine(Root, "graph");

    public string EdgePath(int index) => Path.Combine(Root, "graph", $"edges{index}");

    /// <summary>Adds an edge list and returns its path.</summary>
    public string Add(string text, string name = "edges.tsv") => Add(Encoding.UTF8.GetBytes(text), name);

    /// <summary>Adds an edge list and returns its path.</summary>
    public string Add(byte[] bytes, string name = "edges.tsv")
    {
        string path = Path.Combine(Root, name);
        File.WriteAllBytes(path, bytes);
        _files.Add(path);
        return path;
    }

    /// <summary>Adds an existing edge list.</summary>
    public void AddExisting(string path) => _files.Add(path);

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    /// <summary>One entity type 'all' and the relations given by name; dynamic when there is none.</summary>
    public RunSettings Settings(int partitions = 1, params string[] relations) => Settings(
        [new("all", new EntitySettings { NumPartitions = partitions })],
        relations.Length == 0
            ? [new RelationSettings { Name = "edge", Lhs = "all", Rhs = "all" }]
            : [.. relations.Select(name => new RelationSettings { Name = name, Lhs = "all", Rhs = "all" })]);

    public RunSettings Settings(
        IReadOnlyList<KeyValuePair<string, EntitySettings>> entities, IReadOnlyList<RelationSettings> relations) => new()
        {
            Entities = entities,
            Relations = relations,
            Dimension = 4,
            EntityPath = EntityPath,
            EdgePaths = [.. _files.Select((_, index) => EdgePath(index))],
            CheckpointPath = Path.Combine(Root, "model"),
            Seed = 7,
        };

    /// <summary>Head, tail; with a relation in between when asked for.</summary>
    public ImportSettings Columns(bool relation = false) => new()
    {
        Files = _files,
        RelationColumn = relation ? 1 : null,
        RhsColumn = relation ? 2 : 1,
    };

    /// <summary>Imports into memory.</summary>
    public static (ImportReport Report, MemoryGraph Graph) Import(
        RunSettings settings, ImportSettings import, long? maxRejected = null, ImportMemory? memory = null)
    {
        MemoryGraph graph = new(settings);
        EdgeImportRequest request = new() { Settings = settings, Import = import, MaxRejected = maxRejected };
        ImportReport report = EdgeListImport.Run(request, graph, null, CancellationToken.None, memory);
        return (report, graph);
    }

    /// <summary>So little memory that everything goes to disk, in many parts.</summary>
    public static ImportMemory LittleMemory(int threads, int parts = 8) => new()
    {
        BudgetBytes = ImportMemory.LeastBytes,
        Threads = threads,
        Parts = parts,
        PageBytes = 512,
        SeenSlots = 16,
        WorkBytes = 1 << 20,
        StoreBytes = 64 << 20,
        KeptBytes = 0,
    };

    /// <summary>So much memory that nothing goes to disk.</summary>
    public static ImportMemory MuchMemory(int threads) => ImportMemory.Plan(1L << 30, threads, textBytes: 1 << 20);

    /// <summary>Paths of all files and folders below, relative, in order.</summary>
    public string[] Everything() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Order(StringComparer.Ordinal),
    ];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
