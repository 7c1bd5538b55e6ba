namespace Akka.Cluster.Sharding;

/// <summary>
/// From an entity to its parent: stop me with this message; keep what comes meanwhile, and start me again for it.
/// </summary>
/// <param name="stopMessage">Must make the entity stop.</param>
public sealed class Passivate(object stopMessage)
{
    /// <summary>Must make the entity stop.</summary>
    public object StopMessage { get; } = stopMessage;
}
