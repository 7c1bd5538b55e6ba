using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Cluster.Trainers;

namespace BigGraphActors.Cluster.Checkpoints;

/// <summary>Where one trainer at a time has the parameters under its lease: those of the pass's last bucket.</summary>
internal sealed class LeasedModels(RunFiles files) : IPublishedParameters
{
    /// <inheritdoc/>
    public void Write(Publication publication, int version) => files.Checkpoint.WriteModel(
        version, files.Models.Read(LastOf(publication)), files.MetadataOf(publication.Position));

    /// <inheritdoc/>
    public void Forget(Publication publication)
    {
        files.Models.DeleteOlder(LastOf(publication));

        // Slices of an earlier run with several trainers know nothing of what this one learnt.
        SharedRun.ForgetSlices(files.Checkpoint);
    }

    private static Generation LastOf(Publication publication) =>
        new(publication.Version - 1, publication.Buckets.Max(bucket => bucket.Term));
}
