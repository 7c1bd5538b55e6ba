using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Local;

/// <summary>One machine's answer to <see cref="ISharedParameters"/>: all threads share one model already.</summary>
public sealed class LocalParameters : ISharedParameters
{
    /// <inheritdoc/>
    public void Pull(SharedModel model, BucketLease lease)
    {
        // Nobody else has learnt anything.
    }

    /// <inheritdoc/>
    public void Push(SharedModel model, BucketLease lease)
    {
        // Nobody else needs to know.
    }
}
