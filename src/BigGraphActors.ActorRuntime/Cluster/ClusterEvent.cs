namespace Akka.Cluster;

/// <summary>What happens in a cluster, as subscribers are told: in order, each once.</summary>
public static class ClusterEvent
{
    /// <summary>How a subscription begins.</summary>
    public enum SubscriptionInitialStateMode
    {
        /// <summary>With <see cref="CurrentClusterState"/>.</summary>
        InitialStateAsSnapshot,

        /// <summary>With the events that would have led here.</summary>
        InitialStateAsEvents,
    }

    /// <summary>Anything that subscribers are told.</summary>
    public interface IClusterDomainEvent : IDeadLetterSuppression;

    /// <summary>A member has come to another status.</summary>
    public interface IMemberEvent : IClusterDomainEvent
    {
        /// <summary>The member with its new status.</summary>
        Member Member { get; }
    }

    /// <summary>A member is seen again or no longer.</summary>
    public interface IReachabilityEvent : IClusterDomainEvent
    {
        /// <summary>The member.</summary>
        Member Member { get; }
    }

    /// <summary>The cluster as one node sees it.</summary>
    /// <param name="Members">All members, by address.</param>
    /// <param name="Unreachable">Those that some node cannot reach.</param>
    /// <param name="SeenBy">Who has seen this very state.</param>
    /// <param name="Leader">Who decides about coming and going; null when there is nobody.</param>
    public sealed record CurrentClusterState(
        ImmutableSortedSet<Member> Members, ImmutableHashSet<Member> Unreachable, ImmutableHashSet<Address> SeenBy,
        Address Leader);

    /// <summary>Known, not yet let in.</summary>
    /// <param name="Member">The member.</param>
    public sealed record MemberJoined(Member Member) : IMemberEvent;

    /// <summary>Let in.</summary>
    /// <param name="Member">The member.</param>
    public sealed record MemberUp(Member Member) : IMemberEvent;

    /// <summary>Asked to go.</summary>
    /// <param name="Member">The member.</param>
    public sealed record MemberLeft(Member Member) : IMemberEvent;

    /// <summary>Going.</summary>
    /// <param name="Member">The member.</param>
    public sealed record MemberExited(Member Member) : IMemberEvent;

    /// <summary>Declared dead.</summary>
    /// <param name="Member">The member.</param>
    public sealed record MemberDowned(Member Member) : IMemberEvent;

    /// <summary>Gone.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="PreviousStatus"><see cref="MemberStatus.Down"/> when it did not go by itself.</param>
    public sealed record MemberRemoved(Member Member, MemberStatus PreviousStatus) : IMemberEvent;

    /// <summary>Some node cannot reach it.</summary>
    /// <param name="Member">The member.</param>
    public sealed record UnreachableMember(Member Member) : IReachabilityEvent;

    /// <summary>All nodes reach it again.</summary>
    /// <param name="Member">The member.</param>
    public sealed record ReachableMember(Member Member) : IReachabilityEvent;

    /// <summary>Another node decides about coming and going.</summary>
    /// <param name="Leader">The node; null when there is none.</param>
    public sealed record LeaderChanged(Address? Leader) : IClusterDomainEvent;
}
