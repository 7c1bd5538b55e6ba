namespace BigGraphActors.Cluster.Events;

/// <summary>A slice of the shared parameters is not saved; trainers keep what is missing until it is.</summary>
/// <param name="Slice">Number of the slice, from 0.</param>
/// <param name="Reason">The reason in words.</param>
public sealed record ParametersUnsaved(int Slice, string Reason) : RunEvent;
