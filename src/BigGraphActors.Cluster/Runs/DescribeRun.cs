using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Asks for a part of the run's description. Trainer → run singleton; safe to repeat.</summary>
/// <param name="Part">Number of the part, from 0.</param>
public sealed record DescribeRun(int Part) : IControlMessage;
