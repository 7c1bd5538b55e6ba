namespace Akka.Cluster.Protocol;

/// <summary>What the world has to do for the membership protocol.</summary>
internal abstract record MembershipEffect
{
    /// <summary>Send, at most once.</summary>
    public sealed record Send(Address To, ClusterMessage Message) : MembershipEffect;

    /// <summary>The belief has changed.</summary>
    public sealed record Changed(Gossip Before, Gossip After) : MembershipEffect;

    /// <summary>This node was declared dead: stop, and do not come back as this incarnation.</summary>
    public sealed record SelfDowned : MembershipEffect;

    /// <summary>This node may go: hand over and say <see cref="ExitingConfirmed"/>.</summary>
    public sealed record SelfExiting : MembershipEffect;
}
