namespace BigGraphActors.Engine.Training.Events;

/// <summary>A run has read its settings and knows what is to be done.</summary>
/// <param name="FirstPass">Passes a checkpoint already holds; 0 for a new run.</param>
/// <param name="TotalPasses">Passes of the whole run: epochs × edge paths × edge slices.</param>
/// <param name="Buckets">Buckets of a pass.</param>
/// <param name="Threads">HOGWILD threads.</param>
/// <param name="Seed">What random sequences start from.</param>
public sealed record RunStarted(long FirstPass, long TotalPasses, int Buckets, int Threads, long Seed) : TrainingEvent
{
    /// <summary>Edges that are trained from the first of these passes to the last; 0 where nobody counted.</summary>
    public long Edges { get; init; }
}
