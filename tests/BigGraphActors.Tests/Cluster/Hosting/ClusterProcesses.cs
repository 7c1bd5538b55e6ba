namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>Tests that start processes run after all others, one after the other.</summary>
[CollectionDefinition(nameof(ClusterProcesses), DisableParallelization = true)]
public sealed class ClusterProcesses;
