using System.Collections.Concurrent;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Parameters;

/// <summary>Nodes that serve slices out of one folder, and a directory of where each slice is.</summary>
internal sealed class ParameterBed : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-parameters-").FullName;
    private readonly ConcurrentDictionary<int, SliceAddress> _addresses = new();
    private readonly List<ParameterNode> _nodes = [];
    private readonly List<ParameterTrainer> _trainers = [];

    public ParameterBed(int sliceLength = 100, TimeSpan? saveInterval = null)
    {
        Plan = MakePlan(dim: 10);
        Layout = ParameterLayout.Of(Plan, ["tag"], sliceLength);
        Store = new SliceStore(Path.Combine(_folder, "parameters"), "run 1", Layout.Id);
        Server = new ParameterServerSettings { SaveInterval = saveInterval ?? TimeSpan.FromMilliseconds(20) };
    }

    public ModelPlan Plan { get; }

    public ParameterLayout Layout { get; }

    public SliceStore Store { get; }

    public ParameterServerSettings Server { get; }

    public string Folder => Path.Combine(_folder, "parameters");

    public ConcurrentQueue<string> Troubles { get; } = [];

    public ConcurrentQueue<ParameterReport> Reports { get; } = [];

    /// <summary>Operators on both sides, a global embedding, a partitioned type and one that is shared.</summary>
    public static ModelPlan MakePlan(int dim) => new(
        new RunSettings
        {
            Entities =
            [
                KeyValuePair.Create("user", new EntitySettings { NumPartitions = 2 }),
                KeyValuePair.Create("tag", new EntitySettings { NumPartitions = 1, Dimension = 7 }),
            ],
            Relations =
            [
                new RelationSettings
                {
                    Name = "has", Lhs = "user", Rhs = "user", Operator = OperatorKind.Translation,
                },
                new RelationSettings
                {
                    Name = "likes", Lhs = "user", Rhs = "user", Operator = OperatorKind.Affine,
                },
            ],
            GlobalEmb = true,
            Dimension = dim,
            EntityPath = "entities",
            EdgePaths = ["edges"],
            CheckpointPath = "model",
        },
        part => part.EntityType == "tag" ? 33 : 1000,
        0);

    public ParameterNode StartNode()
    {
        ParameterNode node = new(Layout, Store, Server, Troubles.Enqueue);
        _nodes.Add(node);
        return node;
    }

    /// <summary>A node with every slice open on it.</summary>
    public ParameterNode StartNodeWithAll()
    {
        ParameterNode node = StartNode();
        foreach (ParameterSlice slice in Layout.Slices)
        {
            Open(slice.Index, node);
        }

        return node;
    }

    public void Open(int slice, ParameterNode node)
    {
        node.Parameters.Open(slice);
        _addresses[slice] = node.Address;
    }

    public SliceAddress? Locate(int slice) =>
        _addresses.TryGetValue(slice, out SliceAddress address) ? address : null;

    /// <summary>A trainer on a node with shards, or, without a home, one that reaches every slice over a socket.
    /// </summary>
    public ParameterTrainer StartTrainer(
        float initial = 0, ParameterLoopSettings? settings = null, ParameterNode? home = null)
    {
        ParameterTrainer trainer = new(this, initial, settings ?? new ParameterLoopSettings
        {
            RoundInterval = TimeSpan.FromMilliseconds(1),
            RetryDelay = TimeSpan.FromMilliseconds(5),
            ReportInterval = TimeSpan.FromMilliseconds(50),
            BytesPerSecond = 0,
        }, home);
        _trainers.Add(trainer);
        return trainer;
    }

    public DataPlaneSettings Plane { get; } = PlaneNode.Quick with { FrameTimeout = TimeSpan.FromSeconds(20) };

    public void Dispose()
    {
        _trainers.ForEach(trainer => trainer.Dispose());
        _nodes.ForEach(node => node.Kill());
        Directory.Delete(_folder, recursive: true);
    }
}
