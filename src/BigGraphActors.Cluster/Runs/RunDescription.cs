using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>A part of what a trainer must know of a run; answers <see cref="DescribeRun"/>.</summary>
/// <param name="Part">Number of the part, from 0.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Text">The part; all of them joined are base64 of the run's packed settings.</param>
public sealed record RunDescription(int Part, int Parts, string Text) : IControlMessage;
