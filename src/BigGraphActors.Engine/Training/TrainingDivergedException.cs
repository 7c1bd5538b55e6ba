using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Training produced a loss that is no number; what was computed is not kept.</summary>
public sealed class TrainingDivergedException : Exception
{
    /// <summary>Makes the exception with a message of its own.</summary>
    /// <param name="message">Bucket, batch and what to try.</param>
    public TrainingDivergedException(string message)
        : base(message)
    {
    }

    /// <summary>Refuses a table that training would start from.</summary>
    /// <param name="table">The table that was just read.</param>
    /// <param name="what">Which, and where from.</param>
    /// <exception cref="TrainingDivergedException">When a value of it is not a number.</exception>
    public static void ThrowIfBroken(EmbeddingTable table, string what)
    {
        if (FiniteRows.FindBroken(table) is { } row)
        {
            throw new TrainingDivergedException(
                $"{what} holds a value that is not a number (NaN or infinite) in row {row}, or in its "
                + "optimiser's state; training would spread it. Go back to an earlier version, such as a snapshot "
                + "under epoch_K, or start anew");
        }
    }

    /// <summary>A batch's loss was no number.</summary>
    /// <param name="settings">The settings of the run.</param>
    /// <param name="lease">The bucket.</param>
    /// <param name="edges">Edges that were trained before it.</param>
    internal static TrainingDivergedException InBatch(RunSettings settings, BucketLease lease, long edges) => new(
        $"the loss is no longer a number: epoch {lease.Position.Epoch + 1}, bucket {lease.Bucket}, after " +
        $"{edges:N0} edges of a thread. The checkpoint keeps the last whole version. A lower lr than " +
        $"{settings.Lr}, a max_norm, or another comparator may help");
}
