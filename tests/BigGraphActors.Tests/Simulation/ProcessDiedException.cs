namespace BigGraphActors.Tests.Simulation;

/// <summary>A simulated process ends here; what it had in memory is gone.</summary>
internal sealed class ProcessDiedException : Exception;
