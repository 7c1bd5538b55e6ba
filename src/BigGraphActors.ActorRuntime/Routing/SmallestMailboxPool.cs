namespace Akka.Routing;

/// <summary>Each message to a routee with the fewest waiting.</summary>
/// <param name="nrOfInstances">So many routees.</param>
public sealed class SmallestMailboxPool(int nrOfInstances) : Pool(nrOfInstances)
{
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
}
