using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
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
    /// <summary>What files say of the pass that wrote them.</summary>
    public CheckpointMetadata MetadataOf(PassPosition position) => new()
    {
        ConfigJson = PbgConfigJson.Write(settings),
        NumEpochs = settings.NumEpochs,
        EpochIndex = position.Epoch,
        NumEdgePaths = settings.EdgePaths.Count,
        EdgePathIndex = position.EdgePath,
        EdgePath = settings.EdgePaths[position.EdgePath],
        NumEdgeChunks = edgeSlices,
        EdgeChunkIndex = position.EdgeSlice,
    };

    /// <summary>Commits a pass whose tables are all checked in.</summary>
    /// <param name="position">The pass.</param>
    /// <param name="reports">Its buckets, for <c>training_stats.json</c>.</param>
    /// <returns>The version committed.</returns>
    public long Commit(PassPosition position, IReadOnlyList<BucketReport> reports)
    {
        long old = store.Version;
        float lr = (float)(settings.RelationLr ?? settings.Lr);
        directory.WriteModel(old + 1, model.ToState(), MetadataOf(position), lr);
        directory.AppendStats(TrainingStatistics.LinesOf(position, reports));
        directory.CommitVersion(old + 1);
        store.Advance();
        PassPosition next = PassPosition.Of(old + 1, settings.EdgePaths.Count, edgeSlices);
        if (IsPreserved(next))
        {
            directory.Snapshot(next.Epoch, old + 1);
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
