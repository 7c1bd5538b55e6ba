using Akka.Remote;

namespace Akka.Cluster.Protocol;

/// <summary>What nodes say to each other about membership. All may come twice, late or never.</summary>
internal abstract record ClusterMessage(UniqueAddress From) : IUrgentMessage, IDeadLetterSuppression;

/// <summary>From a node that looks for a cluster, to a seed node: are you in one?</summary>
internal sealed record InitJoin(UniqueAddress From) : ClusterMessage(From);

/// <summary>Yes; or, unasked, to a seed node that is not in: there is a cluster.</summary>
internal sealed record InitJoinAck(UniqueAddress From) : ClusterMessage(From);

/// <summary>To a member: let me in. Repeated until <see cref="Welcome"/> comes.</summary>
internal sealed record Join(UniqueAddress From, ImmutableHashSet<string> Roles) : ClusterMessage(From);

/// <summary>You are known; this is what we believe.</summary>
internal sealed record Welcome(UniqueAddress From, Gossip Gossip) : ClusterMessage(From);

/// <summary>This is what I believe. Reply is false on the first leg: what the sender lacks is sent back.</summary>
internal sealed record GossipEnvelope(UniqueAddress From, UniqueAddress To, Gossip Gossip, bool Reply)
    : ClusterMessage(From);

/// <summary>Are you there?</summary>
internal sealed record Heartbeat(UniqueAddress From) : ClusterMessage(From);

/// <summary>I am.</summary>
internal sealed record HeartbeatResponse(UniqueAddress From) : ClusterMessage(From);

/// <summary>From an exiting node: all is handed over, remove me.</summary>
internal sealed record ExitingConfirmed(UniqueAddress From) : ClusterMessage(From);
