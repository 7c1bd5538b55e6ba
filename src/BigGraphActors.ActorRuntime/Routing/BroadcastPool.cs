namespace Akka.Routing;

/// <summary>Each message to every routee.</summary>
public sealed class BroadcastPool : Pool
{
    /// <summary>So many routees.</summary>
    public BroadcastPool(int nrOfInstances)
        : this(nrOfInstances, null) { }

    private BroadcastPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy)
        : base(nrOfInstances, supervisorStrategy) { }

    /// <summary>The same with another strategy for failing routees.</summary>
    public BroadcastPool WithSupervisorStrategy(SupervisorStrategy strategy) => new(NrOfInstances, strategy);

    internal override Routee? Select(Routee[] routees) => null;

    internal override Pool Fresh() => this;
}
