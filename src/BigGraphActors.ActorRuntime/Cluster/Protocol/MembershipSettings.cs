namespace Akka.Cluster.Protocol;

/// <summary>What the membership protocol is told once.</summary>
internal sealed record MembershipSettings
{
    public required ImmutableHashSet<string> Roles { get; init; }

    public required ImmutableArray<Address> SeedNodes { get; init; }

    public required TimeSpan SeedNodeTimeout { get; init; }

    public required TimeSpan JoinRetry { get; init; }

    public required TimeSpan GossipInterval { get; init; }

    public required int MonitoredBy { get; init; }

    public required int MinMembers { get; init; }

    public required DetectorSettings Detector { get; init; }

    public required DowningSettings Downing { get; init; }
}
