using BigGraphActors.Engine.Batching;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>How edges are ranked.</summary>
/// <param name="Counts">Batch and uniform negatives of an edge and side.</param>
/// <param name="BatchSize">Edges of a batch.</param>
/// <param name="Threads">Threads, at least 1.</param>
/// <param name="Seed">Starts the draws of negatives and of the AUC's sample.</param>
internal sealed record RankingPlan(NegativeCounts Counts, int BatchSize, int Threads, ulong Seed)
{
    /// <summary>Keeps the sums of each relation number apart; batches then hold one relation each.</summary>
    public bool PerRelation { get; init; }
}
