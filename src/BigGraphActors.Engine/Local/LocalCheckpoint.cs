using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Local;

/// <summary>Ends a pass: everything at the next version on disk, then the switch, then the old version away.</summary>
/// <remarks>
/// PBG's version protocol (<c>CheckpointManager</c>): a crash before the switch leaves the old version whole. Passes
/// that end an epoch on a preservation boundary leave a snapshot <c>epoch_K</c> and keep its files.
/// </remarks>
internal sealed class LocalCheckpoint(
    RunSettings settings, CheckpointDirectory directory, SharedModel model, FilePartitionStore store, int edgeSlices)
{
    private readonly string? _identity = EntityIdentity.Of(new EntityDirectory(settings.EntityPath))?.ToText();

    /// <summary>What files say of the pass that wrote them.</summary>
    public CheckpointMetadata MetadataOf(PassPosition position) => new()
    {
        ConfigJson = PbgConfigJson.Write(settings),
        EpochCount = settings.NumEpochs,
        EpochIndex = position.Epoch,
        EdgePathCount = settings.EdgePaths.Count,
        EdgePathIndex = position.EdgePath,
        EdgePath = settings.EdgePaths[position.EdgePath],
        EdgeSliceCount = edgeSlices,
        EdgeSliceIndex = position.EdgeSlice,
        Identity = _identity,
    };

    /// <summary>Commits a pass whose tables are all checked in.</summary>
    /// <param name="position">The pass.</param>
    /// <param name="reports">Its buckets, for <c>training_stats.json</c>.</param>
    /// <returns>The version committed.</returns>
    public int Commit(PassPosition position, IReadOnlyList<BucketReport> reports)
    {
        int old = store.Version;
        double lr = settings.RelationLr ?? settings.Lr;
        directory.WriteModel(old + 1, model.ToState(lr), MetadataOf(position));
        directory.AppendStats(TrainingStatistics.LinesOf(position, reports));
        directory.CommitVersion(old + 1);
        store.Advance();
        PassPosition next = PassPosition.Of(old + 1, settings.EdgePaths.Count, edgeSlices);
        if (IsPreserved(next))
        {
            directory.Snapshot(next.Epoch, old + 1, directory.FindPartitions(old + 1));
        }

        if (old > 0 && !IsPreserved(position))
        {
            directory.DeleteVersion(old);
        }

        return old + 1;
    }

    private bool IsPreserved(PassPosition position) =>
        settings.CheckpointPreservationInterval is { } interval
        && position.Epoch % interval == 0
        && position.EdgePath == 0
        && position.EdgeSlice == 0;
}
