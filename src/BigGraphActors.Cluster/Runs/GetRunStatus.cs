using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Asks how a run stands. Anybody → run singleton.</summary>
public sealed record GetRunStatus : IControlMessage;
