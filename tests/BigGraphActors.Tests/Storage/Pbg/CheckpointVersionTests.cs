using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

public sealed class CheckpointVersionTests : IDisposable
{
    private static readonly PartitionId[] Tables = [new("a", 0), new("a", 1), new("b_c", 0)];

    private static readonly CheckpointMetadata Metadata = new()
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

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointDirectory _checkpoint;

    public CheckpointVersionTests() => _checkpoint = new CheckpointDirectory(_folder.Root);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_committed_version_is_a_number_and_a_line_feed()
    {
        _checkpoint.CommitVersion(12);
        Assert.Equal("12\n", File.ReadAllText(_folder.PathOf("checkpoint_version.txt")));
        Assert.Equal(12, _checkpoint.ReadVersion());
        _checkpoint.CommitVersion(13);
        Assert.Equal(13, _checkpoint.ReadVersion());
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData(" 7\n", 7)]
    public void An_empty_version_file_is_version_0(string text, int expected)
    {
        File.WriteAllText(_checkpoint.VersionPath, text);
        Assert.Equal(expected, _checkpoint.ReadVersion());
    }

    [Theory]
    [InlineData("seven")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void A_version_that_is_none_is_refused(string text)
    {
        File.WriteAllText(_checkpoint.VersionPath, text);
        CorruptFileException refusal = Assert.Throws<CorruptFileException>(() => _checkpoint.ReadVersion());
        Assert.Contains(text, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Deleting_a_version_leaves_the_others_and_version_0()
    {
        foreach (int version in new[] { 0, 1, 2, 12 })
        {
            WriteVersion(version);
        }

        _checkpoint.DeleteVersion(1);
        _checkpoint.DeleteVersion(0);

        Assert.Empty(_checkpoint.FindPartitions(1));
        Assert.Null(_checkpoint.TryReadModel(1));
        Assert.Equal(Tables, _checkpoint.FindPartitions(0));
        Assert.Equal(Tables, _checkpoint.FindPartitions(2));
        Assert.Equal(Tables, _checkpoint.FindPartitions(12));
        _checkpoint.DeleteEmbeddings(Tables[1], 2);
        _checkpoint.DeleteEmbeddings(Tables[1], 0);
        _checkpoint.DeleteModel(2);
        Assert.Equal([Tables[0], Tables[2]], _checkpoint.FindPartitions(2));
        Assert.Equal(Tables, _checkpoint.FindPartitions(0));
        Assert.False(File.Exists(_checkpoint.ModelPath(2)));
    }

    [Fact]
    public void A_snapshot_is_a_checkpoint_that_may_move_with_its_folder()
    {
        string original = _folder.PathOf("here");
        CheckpointDirectory checkpoint = new(original);
        checkpoint.Prepare();
        WriteVersion(4, checkpoint);
        checkpoint.Snapshot(2, 4, Tables);
        checkpoint.Snapshot(2, 4, Tables);
        string moved = _folder.PathOf("there");
        Directory.Move(original, moved);

        CheckpointDirectory snapshot = new(new CheckpointDirectory(moved).SnapshotPath(2));

        Assert.Equal(4, snapshot.ReadVersion());
        Assert.Equal(Tables, snapshot.FindPartitions(4));
        using EmbeddingTable table = new(2, 2);
        Assert.True(snapshot.TryReadEmbeddings(Tables[2], 4, table));
        Assert.NotNull(snapshot.TryReadModel(4));
        Assert.NotNull(File.ResolveLinkTarget(snapshot.ModelPath(4), returnFinalTarget: false));
    }

    [Fact]
    public void A_snapshot_of_a_missing_table_names_the_file()
    {
        WriteVersion(4);
        FileNotFoundException missing =
            Assert.Throws<FileNotFoundException>(() => _checkpoint.Snapshot(2, 4, [new PartitionId("x", 0)]));
        Assert.Contains("embeddings_x_0.v4.h5", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_config_is_written_as_it_is()
    {
        _checkpoint.WriteConfig("{\n    \"ü\": 1\n}");
        Assert.Equal("{\n    \"ü\": 1\n}"u8.ToArray(), File.ReadAllBytes(_checkpoint.ConfigPath));
        Assert.Equal("{\n    \"ü\": 1\n}", _checkpoint.TryReadConfig());
    }

    [Fact]
    public void A_table_that_does_not_fit_on_the_disk_leaves_the_old_one()
    {
        WriteVersion(1);
        string path = _checkpoint.EmbeddingsPath(Tables[0], 1);
        byte[] before = File.ReadAllBytes(path);
        IOException refusal = Assert.Throws<IOException>(() => DiskSpace.Guard(path, long.MaxValue / 2, () => { }));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("bytes are needed", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_disk_that_fills_up_while_writing_names_the_file_and_leaves_no_rest()
    {
        string path = _folder.PathOf("model.v1.h5");
        IOException refusal = Assert.Throws<IOException>(() => DiskSpace.Guard(path, 12_345, () =>
        {
            File.WriteAllText(AtomicFile.TemporaryPath(path), "half");
            throw new IOException("writing failed", new IOException("No space left on device", 28));
        }));

        Assert.Contains(
            "model.v1.h5: the disk is full: 12,345 bytes are needed", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    [FullDiskFact]
    public void A_full_disk_leaves_every_old_file_and_names_the_new_one()
    {
        WriteVersion(1);
        _checkpoint.CommitVersion(1);
        Dictionary<string, byte[]> before =
            Directory.GetFiles(_folder.Root).ToDictionary(path => path, path => File.ReadAllBytes(path));
        using EmbeddingTable table = new(2, 2);

        AssertFull(
            _checkpoint.EmbeddingsPath(Tables[0], 1),
            () => _checkpoint.WriteEmbeddings(Tables[0], 1, table, Metadata, new EmbeddingOptimizerState(0.1)));
        AssertFull(_checkpoint.ModelPath(1), () => _checkpoint.WriteModel(1, new ModelState([], null), Metadata));
        AssertFull(_checkpoint.VersionPath, () => _checkpoint.CommitVersion(2));
        Assert.Equal(before.Keys.Order(), Directory.GetFiles(_folder.Root).Order());
        Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));

        static void AssertFull(string path, Action write)
        {
            File.CreateSymbolicLink(AtomicFile.TemporaryPath(path), FullDiskFactAttribute.Device);
            IOException refusal = Assert.Throws<IOException>(write);
            Assert.StartsWith($"{path}: the disk is full", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_no_rest()
    {
        string path = _folder.PathOf("model.v1.h5");
        File.WriteAllText(path, "old");
        string temporary = AtomicFile.TemporaryPath(path);
        Assert.Throws<InvalidOperationException>(() =>
            AtomicHdf5.Write(path, temporary, 0, _ => throw new InvalidOperationException("stop")));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    private void WriteVersion(int version) => WriteVersion(version, _checkpoint);

    private static void WriteVersion(int version, CheckpointDirectory checkpoint)
    {
        using EmbeddingTable table = new(2, 2);
        foreach (PartitionId partition in Tables)
        {
            checkpoint.WriteEmbeddings(partition, version, table, Metadata, null);
        }

        checkpoint.WriteModel(version, new ModelState([], null), Metadata);
    }
}
