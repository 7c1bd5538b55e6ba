using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>Reads a committed checkpoint whole and writes it again.</summary>
internal static class CheckpointCopy
{
    public static void Write(CheckpointDirectory source, CheckpointDirectory target)
    {
        int version = source.ReadVersion();
        CheckpointMetadata metadata = ReadMetadata(source.ModelPath(version));
        foreach (PartitionId partition in source.FindPartitions(version))
        {
            using EmbeddingTable table = ReadTable(source, partition, version, out EmbeddingOptimizerState? state);
            target.WriteEmbeddings(partition, version, table, metadata, state);
        }

        target.WriteModel(version, source.TryReadModel(version)!, metadata);
        target.CommitVersion(version);
    }

    public static EmbeddingTable ReadTable(
        CheckpointDirectory checkpoint, PartitionId partition, int version, out EmbeddingOptimizerState? state)
    {
        (long rows, int dim) = checkpoint.TryReadShape(partition, version)!.Value;
        EmbeddingTable table = new(rows, dim);
        Assert.True(checkpoint.TryReadEmbeddings(partition, version, table, out state));
        return table;
    }

    private static CheckpointMetadata ReadMetadata(string path)
    {
        using Hdf5File file = Hdf5File.Open(path);
        return new CheckpointMetadata
        {
            ConfigJson = file.Root.Attributes["config/json"].ReadString(),
            EpochCount = Number("num_epochs"),
            EpochIndex = Number("epoch_idx"),
            EdgePathCount = Number("num_edge_paths"),
            EdgePathIndex = Number("edge_path_idx"),
            EdgePath = file.Root.Attributes["iteration/edge_path"].ReadString(),
            EdgeSliceCount = Number("num_edge_chunks"),
            EdgeSliceIndex = Number("edge_chunk_idx"),
        };

        long Number(string name) => file.Root.Attributes["iteration/" + name].ReadInt64();
    }
}
