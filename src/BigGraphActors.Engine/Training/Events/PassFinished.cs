using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;

namespace BigGraphActors.Engine.Training.Events;

/// <summary>A pass over all buckets is done and its checkpoint committed.</summary>
/// <param name="Position">Epoch, edge path, edge slice.</param>
/// <param name="Statistics">Sums over its buckets.</param>
/// <param name="TrainingTime">Time in HOGWILD threads, summed over its buckets.</param>
/// <param name="Elapsed">Time of the pass by the clock, input and output included.</param>
public sealed record PassFinished(
    PassPosition Position, BatchStatistics Statistics, TimeSpan TrainingTime, TimeSpan Elapsed) : TrainingEvent;
