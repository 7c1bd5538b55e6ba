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

/// <summary>Writes the parameters that buckets share, when a version is published.</summary>
/// <remarks>Called on the checkpoint's own thread, which may wait.</remarks>
internal interface IPublishedParameters
{
    /// <summary>
    /// Writes the model of a version, and the tables of unpartitioned types that no lease covers; each file whole or
    /// not at all. May be repeated.
    /// </summary>
    /// <exception cref="IOException">When they are not to be had now; publication is tried again.</exception>
    void Write(Publication publication, int version);

    /// <summary>The version is committed: what only older ones needed may go.</summary>
    void Forget(Publication publication);
}

/// <summary>Where one trainer at a time has the parameters under its lease: those of the pass's last bucket.</summary>
internal sealed class LeasedModels(RunFiles files) : IPublishedParameters
{
    /// <inheritdoc/>
    public void Write(Publication publication, int version) => files.Checkpoint.WriteModel(
        version,
        MidPassModel.After(files, LastOf(publication)) ?? Untrained(),
        files.MetadataOf(publication.Position));

    /// <inheritdoc/>
    public void Forget(Publication publication)
    {
        files.Models.DeleteOlder(LastOf(publication));
        SharedRun.ForgetSlices(files.Checkpoint);
    }

    private ModelState Untrained()
    {
        using SharedModel model = new(files.Plan);
        return model.ToState(files.Plan.Settings.LrOfRelations());
    }

    private static Generation LastOf(Publication publication) =>
        new(publication.Version - 1, publication.Buckets.Max(bucket => bucket.Term));
}

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
