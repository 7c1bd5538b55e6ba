using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster.Protocol;
using Akka.Cluster.Sharding.Protocol;
using Akka.Cluster.Tools.Singleton;

namespace BigGraphActors.ActorRuntime.Tests.Simulation;

/// <summary>One place in a simulated cluster: the life that now runs there, if any.</summary>
internal sealed class SimulatedNode(Address address)
{
    public Address Address { get; } = address;

    public Membership? Life { get; set; }

    public SingletonState? Singleton { get; set; }

    public bool RunsSingleton => Singleton?.Now is SingletonState.Phase.Running or SingletonState.Phase.Stopping;

    public RegionState? Region { get; set; }

    /// <summary>There while this node's singleton, the coordinator of the shards, runs.</summary>
    public CoordinatorState? Coordinator { get; set; }

    public double PausedUntil { get; set; }

    /// <summary>Grows with each life, so that what is on its way to an earlier one is not mistaken.</summary>
    public int Uid { get; set; }

    public bool Runs(double now) => Life is not null && now >= PausedUntil;

    public static readonly ShardingTimes Times = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20),
        TimeSpan.FromSeconds(7));

    public static MembershipSettings ShippedSettings(ImmutableArray<Address> seeds) => Settings(seeds) with
    {
        JoinRetry = TimeSpan.FromSeconds(1),
        GossipInterval = TimeSpan.FromMilliseconds(250),
        Detector = new DetectorSettings(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2),
            TimeSpan.FromMilliseconds(100), 8, 1000, TimeSpan.FromSeconds(1)),
        Downing = new DowningSettings(DowningStrategy.KeepMajority, 0, "", TimeSpan.FromSeconds(1.5),
            TimeSpan.FromSeconds(10)),
    };

    public static MembershipSettings Settings(ImmutableArray<Address> seeds) => new()
    {
        Roles = [],
        SeedNodes = seeds,
        SeedNodeTimeout = TimeSpan.FromSeconds(5),
        JoinRetry = TimeSpan.FromSeconds(3),
        GossipInterval = TimeSpan.FromSeconds(1),
        MonitoredBy = 9,
        MinMembers = 1,
        Detector = new DetectorSettings(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3),
            TimeSpan.FromMilliseconds(100), 8, 1000,
            TimeSpan.FromSeconds(1)),
        Downing = new DowningSettings(DowningStrategy.KeepMajority, 0, "", TimeSpan.FromSeconds(7),
            TimeSpan.FromSeconds(5)),
    };
}
