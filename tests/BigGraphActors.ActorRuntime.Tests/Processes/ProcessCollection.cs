namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>Tests that start processes run alone: several clusters at once would measure each other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessCollection
{
    public const string Name = "processes";
}
