using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Tables;

public sealed class ReplicatedCopiesTests : ICopyQueries, IDisposable
{
    private static readonly PartitionGeneration Table = new(new PartitionId("user", 1), new Generation(2, 7));
    private readonly string _disk = Directory.CreateTempSubdirectory("biggraph-copies-").FullName;
    private readonly List<CopyTestNode> _nodes = [];
    private readonly List<RunEvent> _told = [];
    private int _asked;

    private Action<int> OnAsked { get; set; } = _ => { };

    private string Own => Path.Combine(_disk, "own");

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
        Directory.Delete(_disk, recursive: true);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void As_many_other_nodes_get_a_table_as_durability_asks_for(int copies, int others)
    {
        Start(1, 1, 1, 1);
        Write();
        CopiesOf(copies).Spread(Table, CancellationToken.None);
        Assert.Equal(others, _nodes.Count(node => node.Names.Contains(GenerationName.Working(Table))));
    }

    [Fact]
    public void A_partition_server_comes_before_a_worker_and_the_seed_node_last()
    {
        Start(2, 1, 0);
        Write();
        CopiesOf(2).Spread(Table, CancellationToken.None);
        Assert.Equal([0, 0, 1], _nodes.Select(node => node.Names.Count));
        CopiesOf(3).Spread(Table, CancellationToken.None);
        Assert.Equal([0, 1, 1], _nodes.Select(node => node.Names.Count));
    }

    [Fact]
    public void Where_nobody_takes_a_copy_the_wait_is_told_and_ends_when_a_node_comes()
    {
        Write();
        OnAsked = times =>
        {
            if (times == 2)
            {
                Start(1);
            }
        };
        CopiesOf(2).Spread(Table, CancellationToken.None);
        Assert.Single(_nodes[0].Names);
        CopiesMissing waits = Assert.IsType<CopiesMissing>(Assert.Single(_told));
        Assert.Equal("1 of 2 nodes have it, and no other takes it", waits.Reason);
    }

    [Fact]
    public void A_lease_that_ends_ends_the_wait()
    {
        Write();
        using CancellationTokenSource lease = new();
        OnAsked = _ => lease.Cancel();
        Assert.Throws<OperationCanceledException>(() => CopiesOf(2).Spread(Table, lease.Token));
    }

    [Fact]
    public void A_table_is_brought_from_a_node_that_has_it()
    {
        Start(1, 1);
        Write();
        CopiesOf(2).Spread(Table, CancellationToken.None);
        string file = Path.Combine(Own, GenerationName.Working(Table));
        byte[] written = File.ReadAllBytes(file);
        File.Delete(file);
        CopiesOf(2).Collect([Table]);
        Assert.Equal(written, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_version_cannot_be_collected_while_nobody_is_there_who_has_a_table()
    {
        Start(1);
        IOException missing = Assert.Throws<IOException>(() => CopiesOf(2).Collect([Table]));
        Assert.Equal($"no node that is here has {Table}", missing.Message);
    }

    IReadOnlyList<CopyPlace> ICopyQueries.Find(FindCopy question)
    {
        OnAsked(++_asked);
        return [.. _nodes.Select(node => node.Answer(question))];
    }

    StartFiles? ICopyQueries.ListStartFiles() => null;

    void ICopyQueries.Send(ForgetCopies news) => _nodes.ForEach(node => node.Forget(news));

    private void Start(params int[] ranks) =>
        _nodes.AddRange(ranks.Select(rank => new CopyTestNode(Path.Combine(_disk, "others"), rank)));

    private ReplicatedCopies CopiesOf(int copies) =>
        new(this, new ReplicaClient(PlaneNode.Quick), Own, copies, _told.Add);

    private void Write()
    {
        string file = Path.Combine(Own, GenerationName.Working(Table));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, [1, 2, 3, 4]);
    }
}
