namespace Akka.Cluster;

/// <summary>Where a node is in its life in the cluster. The order is the order of that life.</summary>
/// <remarks>May differ: there is no WeaklyUp; <c>allow-weakly-up-members</c> is not read.</remarks>
public enum MemberStatus
{
    /// <summary>Known, not yet accepted by the leader.</summary>
    Joining = 0,

    /// <summary>In.</summary>
    Up = 1,

    /// <summary>Asked to go; still in.</summary>
    Leaving = 2,

    /// <summary>All know that it goes.</summary>
    Exiting = 3,

    /// <summary>Declared dead; never in again under this incarnation.</summary>
    Down = 4,

    /// <summary>Out.</summary>
    Removed = 5,
}
