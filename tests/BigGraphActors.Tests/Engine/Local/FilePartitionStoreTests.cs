using BigGraphActors.Engine.Local;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Engine.Ports;

namespace BigGraphActors.Tests.Engine.Local;

public sealed class FilePartitionStoreTests : PartitionStoreContract, IDisposable
{
    private readonly TinyGraph _graph = new(partitions: 2);
    private readonly List<FilePartitionStore> _stores = [];

    public void Dispose()
    {
        _stores.ForEach(store => store.Dispose());
        _graph.Dispose();
    }

    [Fact]
    public void What_is_checked_in_stays_out_of_the_committed_version_until_the_switch()
    {
        FilePartitionStore store = (FilePartitionStore)Create();
        store.CheckIn(Lease, First, store.CheckOut(Lease, First));
        CheckpointDirectory directory = new(_graph.Settings.CheckpointPath);
        Assert.Equal([First], directory.FindPartitions(1));
        Assert.Equal(0, directory.ReadVersion());
        Assert.Equal(0, store.Version);
    }

    [Fact]
    public void The_same_seed_starts_every_table_alike_and_each_table_differently()
    {
        using EmbeddingTable first = Create().CheckOut(Lease, First);
        using EmbeddingTable again = Create().CheckOut(Lease, First);
        using EmbeddingTable other = Create().CheckOut(Lease, new PartitionId("node", 1));
        Assert.Equal(first.Row(3).ToArray(), again.Row(3).ToArray());
        Assert.NotEqual(first.Row(3).ToArray(), other.Row(3).ToArray());
    }

    private protected override IPartitionStore Create()
    {
        CheckpointDirectory directory = new(_graph.Settings.CheckpointPath);
        directory.Prepare();
        CheckpointMetadata metadata = new()
        {
            ConfigJson = "{}",
            EpochCount = 1,
            EpochIndex = 0,
            EdgePathCount = 1,
            EdgePathIndex = 0,
            EdgePath = "edges",
            EdgeSliceCount = 1,
            EdgeSliceIndex = 0,
        };
        FilePartitionStore store = new(
            PlanReader.Read(_graph.Settings), directory, new InitialTables(null, 5, 0.1f), () => metadata);
        _stores.Add(store);
        return store;
    }
}
