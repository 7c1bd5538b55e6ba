using System.Collections.Concurrent;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Shared parameters of a run with one trainer at a time: durable with each bucket, like its tables.</summary>
/// <remarks>
/// After each bucket they are copied, and written before the bucket is handed in. A trainer that begins reads those
/// of the last bucket that is done.
/// </remarks>
internal sealed class LeasedParameters(RunFiles files) : ISharedParameters
{
    private readonly ConcurrentDictionary<long, ModelState> _unwritten = new();
    private bool _loaded;

    /// <inheritdoc/>
    public void Pull(SharedModel model, BucketLease lease)
    {
        if (_loaded)
        {
            return;
        }

        if (MidPassModel.After(files, lease.LastDone) is { } state)
        {
            model.LoadFrom(state);
        }

        _loaded = true;
    }

    /// <inheritdoc/>
    public void Push(SharedModel model, BucketLease lease) => _unwritten[lease.Term] =
        model.ToState(model.Plan.Settings.LrOfRelations());

    /// <summary>Writes what a bucket left.</summary>
    public void Write(BucketLease lease)
    {
        if (_unwritten.TryRemove(lease.Term, out ModelState? state))
        {
            files.Models.Write(lease.Produces(), state, files.MetadataOf(lease.Position));

            // Slices of an earlier run with several trainers know nothing of what this one learns.
            SharedRun.ForgetSlices(files.Checkpoint);
        }
    }
}
