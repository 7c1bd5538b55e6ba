namespace BigGraphActors.Cluster.Events;

/// <summary>All buckets of a pass are done; its checkpoint follows.</summary>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <param name="Edges">Edges trained.</param>
/// <param name="Loss">Mean loss of an edge.</param>
/// <param name="TrainingSeconds">Time in HOGWILD threads, summed over all trainers.</param>
/// <param name="Seconds">
/// Time since its first bucket was given out or the pass before ended, whichever was later; 0 where that is not known.
/// </param>
public sealed record PassFinished(
    long Pass,
    int Epoch,
    int EdgePath,
    int EdgeSlice,
    long Edges,
    double Loss,
    double TrainingSeconds,
    double Seconds) : RunEvent;
