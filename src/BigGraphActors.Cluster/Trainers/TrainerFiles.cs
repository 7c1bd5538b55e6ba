using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Where a trainer reads and writes.</summary>
/// <param name="Files">The run's directories; the checkpoint is the node's own where nodes keep copies.</param>
/// <param name="Copies">How what is written there gets to other nodes.</param>
internal sealed record TrainerFiles(RunFiles Files, ICopies Copies) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();
}
