namespace Akka.Routing;

/// <summary>Each message to the next routee.</summary>
/// <param name="nrOfInstances">So many routees.</param>
public sealed class RoundRobinPool(int nrOfInstances) : Pool(nrOfInstances)
{
    private int _next = -1;

    internal override Routee Select(Routee[] routees) =>
        routees[(int)((uint)Interlocked.Increment(ref _next) % (uint)routees.Length)];

    internal override Pool Fresh() => new RoundRobinPool(NrOfInstances);
}
