using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Trainers;

/// <summary>The engine's port for tables as a node answers it.</summary>
public sealed class GenerationStoreTests : IDisposable
{
    private static readonly NodeName Name = new("a:1#1");
    private static readonly PartitionId First = new("node", 0);
    private static readonly PartitionId Second = new("node", 1);

    private readonly TinyGraph _graph = new(partitions: 2);
    private readonly RunFiles _files;
    private readonly List<IDisposable> _owned = [];

    public GenerationStoreTests() => _files = Own(new RunFiles(RunBlueprint.Of(_graph.Settings, sharesParameters: false)));

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _graph.Dispose();
    }

    [Fact]
    public void A_new_table_has_random_rows_and_sums_of_zero()
    {
        using EmbeddingTable table = NewNode().CheckOut(LeaseOf(1), First);
        Assert.Equal(60, table.RowCount);
        Assert.NotEqual(table.Row(0).ToArray(), table.Row(1).ToArray());
        Assert.All(table.RowSums.AsSpan().ToArray(), sum => Assert.Equal(0f, sum));
    }

    [Fact]
    public void The_same_seed_starts_every_table_alike_and_each_table_differently()
    {
        using EmbeddingTable first = NewNode().CheckOut(LeaseOf(1), First);
        using EmbeddingTable again = NewNode().CheckOut(LeaseOf(1), First);
        using EmbeddingTable other = NewNode().CheckOut(LeaseOf(1), Second);
        Assert.Equal(first.Row(3).ToArray(), again.Row(3).ToArray());
        Assert.NotEqual(first.Row(3).ToArray(), other.Row(3).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_comes_back_as_it_was_checked_in_from_memory_and_from_its_file(bool otherNode)
    {
        GenerationStore store = NewNode();
        float[] untouched = Train(store);

        using EmbeddingTable again = (otherNode ? NewNode() : store).CheckOut(LeaseOf(2), First);
        Assert.All(again.Row(1).ToArray(), value => Assert.Equal(2.5f, value));
        Assert.Equal(7f, again.RowSums[1]);
        Assert.Equal(untouched, again.Row(0).ToArray());
    }

    [Fact]
    public void What_is_checked_in_is_on_disk_and_stays_out_of_the_versions_until_the_switch()
    {
        Train(NewNode());
        using EmbeddingTable file = new(60, 20);
        Assert.True(_files.Generations.TryRead(First, new Generation(0, 1), file));
        Assert.Equal(7f, file.RowSums[1]);
        Assert.Equal(0, _files.Checkpoint.ReadVersion());
        Assert.Empty(_files.Checkpoint.FindPartitions(1));
    }

    [Fact]
    public void A_table_that_the_ledger_names_and_nobody_has_is_not_started_anew()
    {
        CheckpointMismatchException failure =
            Assert.Throws<CheckpointMismatchException>(() => NewNode().CheckOut(LeaseOf(2), First));
        Assert.Contains("node_0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_went_with_a_lost_lease_ends_the_bucket_and_not_the_run()
    {
        LockClient client = ClientWith(LeaseOf(2));
        client.Receive(new LeasesRenewed([], [2], []));
        Assert.Throws<LeaseLostException>(() => NewNode(client).CheckOut(LeaseOf(2), First));
    }

    [Fact]
    public async Task A_table_that_is_missing_under_a_lease_that_holds_ends_the_run_once_the_lock_has_said_so()
    {
        LockClient client = ClientWith(LeaseOf(2));
        Task<EmbeddingTable> asked = Task.Run(() => NewNode(client).CheckOut(LeaseOf(2), First));
        while (!asked.IsCompleted)
        {
            client.Receive(new LeasesRenewed([2], [], []));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<CheckpointMismatchException>(() => asked);
        Assert.True(client.State.Renewals >= 2, "an answer to an older question does not count");
    }

    /// <summary>The first lease starts from the initial tables, and each other one from what the one before left.
    /// </summary>
    private static BucketLease LeaseOf(long term)
    {
        Generation start = term == 1 ? Generation.Published(0) : new Generation(0, term - 1);
        return new BucketLease
        {
            Bucket = new Bucket(0, 0),
            Pass = 0,
            Position = new PassPosition(0, 0, 0),
            Index = 0,
            Remaining = 0,
            Term = term,
            Bases = [new(First, start), new(Second, start)],
        };
    }

    /// <summary>Changes the first table's second row under the first lease.</summary>
    /// <returns>The row before it.</returns>
    private static float[] Train(GenerationStore store)
    {
        EmbeddingTable table = store.CheckOut(LeaseOf(1), First);
        table.Row(1).Fill(2.5f);
        table.RowSums[1] = 7f;
        float[] other = table.Row(0).ToArray();
        store.CheckIn(LeaseOf(1), First, table);
        return other;
    }

    private static LockClient ClientWith(BucketLease lease)
    {
        LockClient client = null!;
        client = new LockClient(Name, () => Task.Run(() => client.Receive(new BucketGranted(1, lease))));
        Assert.NotNull(client.Acquire([], prefetch: false, CancellationToken.None));
        return client;
    }

    private GenerationStore NewNode(LockClient? client = null)
    {
        TrainerNode node = new()
        {
            Name = Name,
            Threads = 1,
            Lock = client ?? new LockClient(Name, () => { }),
            Cache = Own(new TableCache(1 << 20)),
            Spare = Own(new SpareTables(1 << 20)),
            Client = new TableClient(PlaneNode.Quick),
            Queries = new SilentQueries(),
            Open = _ => throw new InvalidOperationException("the files are open"),
            Publish = _ => { },
            Stop = CancellationToken.None,
        };
        return new GenerationStore(node, new TrainerFiles(_files, new SharedDirectory()));
    }

    private T Own<T>(T part)
        where T : IDisposable
    {
        _owned.Add(part);
        return part;
    }
}
