using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Checkpoints;

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
