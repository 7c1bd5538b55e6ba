namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>
/// Tests that start processes, or measure their own, run alone: they would measure what runs beside them.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
