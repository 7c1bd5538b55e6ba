namespace Akka.Cluster.Sharding;

/// <summary>
/// From an entity to its parent: stop me with this message; keep what comes meanwhile, and start me again for it.
/// </summary>
/// <param name="StopMessage">Must make the entity stop.</param>
public sealed record Passivate(object StopMessage);
