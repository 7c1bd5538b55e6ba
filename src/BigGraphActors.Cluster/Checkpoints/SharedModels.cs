using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Where several trainers share parameters: what the shards have when a version is published.</summary>
/// <param name="files">The run's directories.</param>
/// <param name="plane">Settings of the data plane.</param>
/// <param name="locate">Asks where a slice is.</param>
/// <param name="stop">Ends a reading.</param>
internal sealed class SharedModels(
    RunFiles files, DataPlaneSettings plane, Func<int, SliceAddress?> locate, CancellationToken stop)
    : IPublishedParameters
{
    /// <inheritdoc/>
    public void Write(Publication publication, int version)
    {
        using SharedModel model = new(files.Plan);
        int before = files.Checkpoint.ReadVersion();
        if (files.ModelOf(before) is { } state)
        {
            model.LoadFrom(state);
        }

        Dictionary<PartitionId, EmbeddingTable> tables = SharedRun.TablesOf(files, before);
        try
        {
            ParameterView view = SharedRun.ViewOf(SharedRun.LayoutOf(files.Plan), model, tables);
            ParameterReader.ReadAll(view, plane, locate, stop);
            CheckpointMetadata metadata = files.MetadataOf(publication.Position);
            double lr = files.Plan.Settings.Lr;
            foreach ((PartitionId partition, EmbeddingTable table) in tables)
            {
                files.Checkpoint.WriteEmbeddings(
                    partition, version, table, metadata, new EmbeddingOptimizerState(lr));
            }

            files.Checkpoint.WriteModel(version, model.ToState(files.Plan.Settings.LrOfRelations()), metadata);
        }
        finally
        {
            foreach (EmbeddingTable table in tables.Values)
            {
                table.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Forget(Publication publication)
    {
        files.Models.DeleteOlder(new Generation(publication.Version, 0));
        if (publication.Version >= files.PassCount)
        {
            SharedRun.ForgetSlices(files.Checkpoint);
        }
    }
}
