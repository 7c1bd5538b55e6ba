using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Engine.Training;

/// <summary>Training produced a loss that is no number; what was computed is not kept.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Says where.</summary>
    /// <param name="message">Bucket, batch and what to try.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>A batch's loss was no number.</summary>
    /// <param name="settings">Of the run.</param>
    /// <param name="lease">The bucket.</param>
    /// <param name="edges">Edges that were trained before it.</param>
    internal static TrainingDivergedException InBatch(RunSettings settings, BucketLease lease, long edges) => new(
        $"the loss is no longer a number: epoch {lease.Position.Epoch + 1}, bucket {lease.Bucket}, after " +
        $"{edges:N0} edges of a thread. The checkpoint keeps the last whole version. A lower lr than " +
        $"{settings.Lr}, a max_norm, or another comparator may help");
}
