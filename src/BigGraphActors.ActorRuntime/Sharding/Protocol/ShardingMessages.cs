using Akka.Remote;

namespace Akka.Cluster.Sharding.Protocol;

/// <summary>
/// What regions and the coordinator of one kind of entity say to each other. All may come twice, late or never. The
/// term tells one life of the coordinator from another: a region obeys only the one that it registered with.
/// </summary>
internal abstract record ShardingMessage(UniqueAddress From, long Term);

/// <summary>A message about one shard.</summary>
internal abstract record ShardMessage(UniqueAddress From, long Term, string Shard) : ShardingMessage(From, Term);

/// <summary>
/// A message about one placement of a shard: the epoch tells it from others, so that an order that comes late does not
/// start or stop what was decided later; 0 is from before the term.
/// </summary>
internal abstract record PlacementMessage(UniqueAddress From, long Term, string Shard, long Epoch)
    : ShardMessage(From, Term, Shard);

/// <summary>
/// A message with the life of the node that it is for: another life at the same address must not obey it.
/// </summary>
internal sealed record Addressed(UniqueAddress To, ShardingMessage Message) : IUrgentMessage, IDeadLetterSuppression;

/// <summary>Region to coordinator: I am here, and these shards are mine. Repeated until answered.</summary>
internal sealed record Register(UniqueAddress From, IReadOnlyList<string> Shards) : ShardingMessage(From, 0);

/// <summary>Coordinator to region: you are known; obey me from now on.</summary>
internal sealed record RegisterAck(UniqueAddress From, long Term) : ShardingMessage(From, Term);

/// <summary>Region to coordinator: where does this shard live?</summary>
internal sealed record GetShardHome(UniqueAddress From, long Term, string Shard) : ShardMessage(From, Term, Shard);

/// <summary>Coordinator to region: it lives there.</summary>
internal sealed record ShardHome(UniqueAddress From, long Term, string Shard, long Epoch, UniqueAddress Home)
    : PlacementMessage(From, Term, Shard, Epoch);

/// <summary>Coordinator to region: it is yours.</summary>
internal sealed record HostShard(UniqueAddress From, long Term, string Shard, long Epoch)
    : PlacementMessage(From, Term, Shard, Epoch);

/// <summary>Region to coordinator: it runs.</summary>
internal sealed record ShardStarted(UniqueAddress From, long Term, string Shard, long Epoch)
    : PlacementMessage(From, Term, Shard, Epoch);

/// <summary>Coordinator to all regions: it will move, keep what comes for it.</summary>
internal sealed record BeginHandOff(UniqueAddress From, long Term, string Shard) : ShardMessage(From, Term, Shard);

/// <summary>Region to coordinator: I do.</summary>
internal sealed record BeginHandOffAck(UniqueAddress From, long Term, string Shard) : ShardMessage(From, Term, Shard);

/// <summary>Coordinator to the owner: stop it.</summary>
internal sealed record HandOff(UniqueAddress From, long Term, string Shard, long Epoch)
    : PlacementMessage(From, Term, Shard, Epoch);

/// <summary>Owner to coordinator: none of its entities runs any more.</summary>
internal sealed record ShardStopped(UniqueAddress From, long Term, string Shard, long Epoch)
    : PlacementMessage(From, Term, Shard, Epoch);

/// <summary>Region to coordinator: take my shards away. Repeated until there are none.</summary>
internal sealed record GracefulShutdownRequest(UniqueAddress From, long Term) : ShardingMessage(From, Term);

/// <summary>Coordinator to a node that may have a region: if so, register.</summary>
internal sealed record AskToRegister(UniqueAddress From, long Term) : ShardingMessage(From, Term);

/// <summary>A node without a region to the coordinator.</summary>
internal sealed record NoRegion(UniqueAddress From) : ShardingMessage(From, 0);
