namespace Akka.Routing;

/// <summary>Each message to the next routee.</summary>
public sealed class RoundRobinPool : Pool
{
    private int _next = -1;

    /// <summary>So many routees.</summary>
    public RoundRobinPool(int nrOfInstances)
        : this(nrOfInstances, null) { }

    private RoundRobinPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy)
        : base(nrOfInstances, supervisorStrategy) { }

    /// <summary>The same with another strategy for failing routees.</summary>
    public RoundRobinPool WithSupervisorStrategy(SupervisorStrategy strategy) => new(NrOfInstances, strategy);

    internal override Routee Select(Routee[] routees) =>
        routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];

    internal override Pool Fresh() => new RoundRobinPool(NrOfInstances, SupervisorStrategy);
}
