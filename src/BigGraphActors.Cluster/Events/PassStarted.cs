namespace BigGraphActors.Cluster.Events;

/// <summary>The first bucket of a pass was given to a trainer.</summary>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
public sealed record PassStarted(long Pass, int Epoch, int EdgePath, int EdgeSlice) : RunEvent;
