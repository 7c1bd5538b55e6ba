using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Import;

namespace BigGraphActors.Tests;

/// <summary>A small imported graph in a folder of its own: a ring with chords, two relations.</summary>
internal sealed class TinyGraph : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-tiny-").FullName;

    public TinyGraph(int partitions = 1, bool dynamic = false, int nodes = 120)
    {
        string text = Path.Combine(_folder, "edges.tsv");
        File.WriteAllLines(text, Enumerable.Range(0, nodes).SelectMany(node => new[]
        {
            $"n{node}\tnext\tn{(node + 1) % nodes}",
            $"n{node}\tjump\tn{(node * 7) % nodes}",
        }));
        Settings = new RunSettings
        {
            Entities = [KeyValuePair.Create("node", new EntitySettings { NumPartitions = partitions })],
            Relations = dynamic
                ? [Relation("all", OperatorKind.ComplexDiagonal)]
                : [Relation("next", OperatorKind.Translation), Relation("jump", OperatorKind.Diagonal)],
            DynamicRelations = dynamic,
            Dimension = 20,
            Comparator = ComparatorKind.Dot,
            LossFn = LossKind.Softmax,
            GlobalEmb = false,
            EvalFraction = 0,
            EntityPath = Path.Combine(_folder, "entities"),
            EdgePaths = [Path.Combine(_folder, "edges")],
            CheckpointPath = Path.Combine(_folder, "model"),
            NumEpochs = 4,
            BatchSize = 40,
            NumBatchNegs = 10,
            NumUniformNegs = 10,
            Lr = 0.1,
            Workers = 1,
            Seed = 42,
        };
        ImportSettings import = new() { Files = [text], RelationColumn = 1, RhsColumn = 2 };
        EdgeListImport.Run(new EdgeImportRequest { Settings = Settings, Import = import }, null, CancellationToken.None);
    }

    public RunSettings Settings { get; }

    public string EdgeFile(Bucket bucket) => Path.Combine(Settings.EdgePaths[0], $"edges_{bucket.Lhs}_{bucket.Rhs}.h5");

    /// <summary>Leaves the graph as PBG does: without an identity and names, by which a wrong count would be seen.
    /// </summary>
    public void ForgetIdentity()
    {
        foreach (string folder in new[] { Settings.EntityPath, Settings.EdgePaths[0] })
        {
            Array.ForEach(Directory.GetFiles(folder, "*.json"), File.Delete);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static RelationSettings Relation(string name, OperatorKind kind) =>
        new() { Name = name, Lhs = "node", Rhs = "node", Operator = kind };
}
