using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Answers <see cref="StopRun"/>: heard.</summary>
/// <param name="Version">The version that is committed now.</param>
public sealed record RunStopping(int Version) : IControlMessage;
