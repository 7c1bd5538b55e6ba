namespace Akka.Routing;

/// <summary>A router that makes its routees, as its children, and supervises them.</summary>
/// <remarks>A routee that stops leaves the pool and is not replaced; without routees the router stops.</remarks>
public abstract class Pool : RouterConfig
{
    private protected Pool(int nrOfInstances)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nrOfInstances);
        NrOfInstances = nrOfInstances;
    }

    /// <summary>How many routees are made.</summary>
    public int NrOfInstances { get; }

    /// <summary>What is done with a failing routee; by default only that one is restarted.</summary>
    public SupervisorStrategy SupervisorStrategy { get; internal init; } = SupervisorStrategy.DefaultStrategy;

    /// <summary>The props of the router over routees made by <paramref name="routeeProps"/>.</summary>
    public Props Props(Props routeeProps) => routeeProps.WithRouter(this);

    /// <summary>The pool with a cursor of its own: props are used more than once.</summary>
    internal virtual Pool Fresh() => this;
}
