using BigGraphActors.Engine.Model;

namespace BigGraphActors.Engine.Ports;

/// <summary>Keeps the shared parameters of several trainers near each other.</summary>
/// <remarks>
/// Called from the training loop's thread around each bucket. Where one trainer at a time has them under its lease,
/// they are read with its first bucket and kept with each one. Where several trainers share them, a loop of its own
/// exchanges changes with the parameter shards all the time, and these calls only wait for a round to end.
/// </remarks>
public interface ISharedParameters
{
    /// <summary>Reads what others have learnt, before a bucket.</summary>
    /// <param name="model">Of this node; its threads stand still.</param>
    /// <param name="lease">The bucket.</param>
    void Pull(SharedModel model, BucketLease lease);

    /// <summary>Publishes what was learnt from a bucket.</summary>
    /// <param name="model">Of this node; its threads stand still.</param>
    /// <param name="lease">The bucket.</param>
    void Push(SharedModel model, BucketLease lease);
}
