using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>Reading a checkpoint beside a training that replaces its versions.</summary>
public sealed class HeldCheckpointTests : IDisposable
{
    private static readonly PartitionId Partition = new("all", 0);

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointDirectory _checkpoint;

    public HeldCheckpointTests() => _checkpoint = new CheckpointDirectory(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_held_version_is_read_after_it_was_replaced_and_deleted()
    {
        Publish(1);
        using HeldCheckpoint held = _checkpoint.HoldCommitted();
        Publish(2);

        Assert.Equal(1, held.Version);
        Assert.Equal([Partition], held.Directory.FindPartitions(1));
        Assert.Equal((3L, 2), held.Directory.TryReadShape(Partition, 1));
        Assert.Equal(1f, ValueIn(held));
        Assert.NotNull(held.Directory.TryReadModel(1));
        Assert.False(File.Exists(_checkpoint.EmbeddingsPath(Partition, 1)));
    }

    [Fact]
    public async Task A_version_is_held_whole_while_versions_come_and_go()
    {
        Publish(1);
        using CancellationTokenSource stop = new();
        Task training = Task.Run(() =>
        {
            for (int version = 2; !stop.IsCancellationRequested; version++)
            {
                Publish(version);
            }
        });

        for (int reading = 0; reading < 100; reading++)
        {
            using HeldCheckpoint held = _checkpoint.HoldCommitted();
            Assert.Equal((float)held.Version, ValueIn(held));
            Assert.NotNull(held.Directory.TryReadModel(held.Version));
        }

        stop.Cancel();
        await training;
    }

    [Fact]
    public void A_folder_without_a_version_holds_nothing()
    {
        using HeldCheckpoint held = _checkpoint.HoldCommitted();

        Assert.Equal(0, held.Version);
        Assert.Null(held.Directory.TryReadModel(0));
    }

    private static float ValueIn(HeldCheckpoint held)
    {
        using EmbeddingTable table = new(3, 2);
        Assert.True(held.Directory.TryReadEmbeddings(Partition, held.Version, table));
        return table.Row(0)[0];
    }

    private void Publish(int version)
    {
        using EmbeddingTable table = new(3, 2);
        table.Row(0)[0] = version;
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
        _checkpoint.WriteEmbeddings(Partition, version, table, metadata, new EmbeddingOptimizerState(0.1));
        _checkpoint.WriteModel(version, new ModelState([], 0.1), metadata);
        _checkpoint.CommitVersion(version);
        _checkpoint.DeleteVersion(version - 1);
    }
}
