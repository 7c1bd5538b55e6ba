namespace Akka.Routing;

/// <summary>Each message to every routee.</summary>
/// <param name="nrOfInstances">So many routees.</param>
public sealed class BroadcastPool(int nrOfInstances) : Pool(nrOfInstances)
{
    /// <summary>The same with another strategy for failing routees.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) =>
        new(NrOfInstances) { SupervisorStrategy = strategy };

    internal override Routee? Select(Routee[] routees) => null;
}
