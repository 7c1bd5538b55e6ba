namespace BigGraphActors.Cluster.Events;

/// <summary>A run began, or was taken up again where its checkpoint stood.</summary>
/// <param name="Run">Its checkpoint directory.</param>
/// <param name="FirstPass">Passes published already.</param>
/// <param name="TotalPasses">Passes of the whole run: epochs × edge paths × edge slices.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Buckets">Buckets of a pass.</param>
/// <param name="Seed">What random sequences start from.</param>
public sealed record RunStarted(
    string Run,
    long FirstPass,
    long TotalPasses,
    int Epochs,
    int Buckets,
    long Seed) : RunEvent
{
    /// <summary>Edges that are trained from the first of these passes to the last; 0 where nobody counted.</summary>
    public long Edges { get; init; }
}
