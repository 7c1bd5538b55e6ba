using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>Whoever stops a training may remove its folder at once, so nothing new may appear there.</summary>
public sealed class StoppedCheckpointTests : IDisposable
{
    private static readonly PartitionId Table = new("all", 0);
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CheckpointDirectory _checkpoint;

    public StoppedCheckpointTests() => _checkpoint = new CheckpointDirectory(_folder.Root, _stop.Token);

    public void Dispose()
    {
        _stop.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void After_the_stop_every_writer_refuses_and_leaves_nothing_in_the_folder()
    {
        using EmbeddingTable table = new(3, 2);
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
        _stop.Cancel();
        Action[] writers =
        [
            _checkpoint.Prepare,
            () => _checkpoint.WriteEmbeddings(Table, 1, table, metadata, null),
            () => _checkpoint.WriteModel(1, new ModelState([], null), metadata),
            () => _checkpoint.WriteConfig("{}"),
            () => _checkpoint.CommitVersion(1),
            () => _checkpoint.AppendStats([]),
            () => _checkpoint.Snapshot(1, 1, []),
        ];
        Assert.All(writers, write => Assert.Throws<OperationCanceledException>(write));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void A_file_that_is_being_written_at_the_stop_does_not_take_its_name_and_is_removed()
    {
        string path = Path.Combine(_folder.Root, "file");
        Assert.Throws<OperationCanceledException>(() => AtomicFile.Write(
            path,
            1,
            stream =>
            {
                stream.WriteByte(1);
                _stop.Cancel();
            },
            _stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Root));
    }
}
