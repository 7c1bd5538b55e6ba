namespace Akka.Cluster.Protocol;

/// <summary>What subscribers are told when a belief changes.</summary>
internal static class ClusterEvents
{
    public static IEnumerable<ClusterEvent.IClusterDomainEvent> Between(Gossip before, Gossip after, UniqueAddress self)
    {
        foreach (var (node, member) in after.Members)
        {
            var earlier = before.Find(node);
            if (earlier?.Status != member.Status && Of(earlier, member) is { } told)
            {
                yield return told;
            }
        }

        var (lost, lostBefore) = (Unreachable(after, self), Unreachable(before, self));
        foreach (var member in lost.Except(lostBefore))
        {
            yield return new ClusterEvent.UnreachableMember(member);
        }

        foreach (var member in lostBefore.Except(lost).Where(member => after.HasLiving(member.UniqueAddress)))
        {
            yield return new ClusterEvent.ReachableMember(after.Find(member.UniqueAddress)!);
        }

        var leader = after.Leader(self)?.Address;
        if (leader != before.Leader(self)?.Address)
        {
            yield return new ClusterEvent.LeaderChanged(leader);
        }
    }

    public static ClusterEvent.CurrentClusterState Snapshot(Gossip gossip, UniqueAddress self) => new(
        [.. gossip.Living],
        Unreachable(gossip, self),
        [.. gossip.Seen.Select(static node => node.Address)],
        gossip.Leader(self)?.Address!);

    private static ImmutableHashSet<Member> Unreachable(Gossip gossip, UniqueAddress self) =>
        [.. gossip.Unreachable().Where(node => node != self).Select(node => gossip.Find(node)!)];

    private static ClusterEvent.IMemberEvent? Of(Member? earlier, Member member) => member.Status switch
    {
        MemberStatus.Joining => new ClusterEvent.MemberJoined(member),
        MemberStatus.Up => new ClusterEvent.MemberUp(member),
        MemberStatus.Leaving => new ClusterEvent.MemberLeft(member),
        MemberStatus.Exiting => new ClusterEvent.MemberExited(member),
        MemberStatus.Down => new ClusterEvent.MemberDowned(member),
        _ => earlier is null ? null : new ClusterEvent.MemberRemoved(member, earlier.Status),
    };
}
