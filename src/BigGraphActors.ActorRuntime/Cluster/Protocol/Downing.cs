using System.Collections.Immutable;

namespace Akka.Cluster.Protocol;

/// <summary>
/// Decides, from a node's own view, who has to go after a netsplit. The same view gives the same answer everywhere.
/// </summary>
internal static class Downing
{
    /// <returns>Those to declare dead; empty when nobody is out of reach.</returns>
    public static ImmutableSortedSet<UniqueAddress> Decide(Gossip gossip, DowningSettings settings)
    {
        var unreachable = gossip.Unreachable();
        var indirect = Indirect(gossip, unreachable);
        var candidates = gossip.Living.Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving
            && (settings.Role.Length == 0 || member.HasRole(settings.Role)) && !indirect.Contains(member.UniqueAddress))
                .ToList();
        var here = candidates.Where(member => !unreachable.Contains(member.UniqueAddress)).ToList();
        var there = candidates.Where(member => unreachable.Contains(member.UniqueAddress)).ToList();
        var lost = unreachable.Except(indirect);
        var survive = lost.Count == 0 || settings.Strategy switch
        {
            DowningStrategy.StaticQuorum => here.Count >= settings.QuorumSize,
            _ => here.Count > there.Count || (here.Count == there.Count && HasLowest(here, there)),
        };
        var gone = survive ? lost : [.. gossip.Living.Select(static member => member.UniqueAddress)
            .Except(unreachable)];
        return [.. gone.Union(indirect).Where(node => gossip.Find(node)!.Status != MemberStatus.Down)];
    }

    /// <summary>
    /// Nodes that some cannot reach and others can: they and those that cannot reach them know different clusters.
    /// </summary>
    private static ImmutableSortedSet<UniqueAddress> Indirect(Gossip gossip,
        ImmutableSortedSet<UniqueAddress> unreachable)
    {
        var connected = unreachable.Where(gossip.Seen.Contains).ToList();
        return [.. connected, .. connected.SelectMany(gossip.ObserversOf).Where(gossip.HasLiving)];
    }

    private static bool HasLowest(List<Member> here, List<Member> there) =>
        here.Count > 0 && here.Min()!.CompareTo(there.Min()) < 0;
}
