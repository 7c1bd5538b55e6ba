namespace Akka.Routing;

/// <summary>Each message to a routee with the fewest waiting.</summary>
public sealed class SmallestMailboxPool : Pool
{
    /// <summary>So many routees.</summary>
    public SmallestMailboxPool(int nrOfInstances)
        : this(nrOfInstances, null) { }

    private SmallestMailboxPool(int nrOfInstances, SupervisorStrategy? supervisorStrategy)
        : base(nrOfInstances, supervisorStrategy) { }

    /// <summary>The same with another strategy for failing routees.</summary>
    public SmallestMailboxPool WithSupervisorStrategy(SupervisorStrategy strategy) => new(NrOfInstances, strategy);

    internal override Routee Select(Routee[] routees)
    {
        var (best, fewest) = (routees[0], int.MaxValue);
        foreach (var routee in routees)
        {
            var load = routee.Load;
            if (load == 0)
            {
                return routee;
            }

            if (load < fewest)
            {
                (best, fewest) = (routee, load);
            }
        }

        return best;
    }

    internal override Pool Fresh() => this;
}
