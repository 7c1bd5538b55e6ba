namespace Akka.Cluster.Protocol;

/// <summary>
/// Decides, from a node's own view, who has to go after a netsplit. The same view gives the same answer everywhere.
/// </summary>
internal static class Downing
{
    /// <param name="gossip">What this node believes.</param>
    /// <param name="confirmed">Nodes that are known to have ended.</param>
    /// <param name="settings">How to decide.</param>
    /// <returns>Those to declare dead; empty when nobody is out of reach.</returns>
    public static ImmutableSortedSet<UniqueAddress> Decide(
        Gossip gossip, HashSet<UniqueAddress> confirmed, DowningSettings settings)
    {
        var unreachable = gossip.Unreachable();
        var indirect = Indirect(gossip, unreachable);
        var counted = gossip.Living.Where(member => !indirect.Contains(member.UniqueAddress)
            && (settings.Role.Length == 0 || member.HasRole(settings.Role))).ToList();

        // The other side may have let in whom this one knows as joining, and seen off whom this one knows as leaving:
        // each side counts itself as small and the other as large as it may be, so that never both survive.
        var here = counted.Where(member => member.Status == MemberStatus.Up
            && !unreachable.Contains(member.UniqueAddress)).ToList();
        // Whoever was given up, and not all have agreed to it, may be with those who have not.
        var there = counted.Where(member => member.Status != MemberStatus.Exiting
            && !(member.Status == MemberStatus.Down && confirmed.Contains(member.UniqueAddress))
            && unreachable.Contains(member.UniqueAddress)).ToList();
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
