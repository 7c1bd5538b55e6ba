using Akka.Cluster.Protocol;

namespace Akka.Cluster;

/// <summary>Reads <c>akka.cluster</c>.</summary>
internal static class ClusterSettings
{
    private static readonly TimeSpan LeastUnstable = TimeSpan.FromSeconds(4);

    public static MembershipSettings Read(Config all)
    {
        var config = all.GetConfig("akka.cluster");
        var detector = config.GetConfig("failure-detector");
        var retry = config.GetString("retry-unsuccessful-join-after", "10s");
        return new MembershipSettings
        {
            Roles = [.. config.GetStringList("roles")],
            SeedNodes = [.. config.GetStringList("seed-nodes").Select(Address.Parse)],
            SeedNodeTimeout = config.GetTimeSpan("seed-node-timeout"),
            JoinRetry = retry == "off" ? TimeSpan.FromDays(1) : config.GetTimeSpan("retry-unsuccessful-join-after"),
            GossipInterval = config.GetTimeSpan("gossip-interval"),
            MonitoredBy = detector.GetInt("monitored-by-nr-of-members", 9),
            MinMembers = config.GetInt("min-nr-of-members", 1),
            Detector = new DetectorSettings(
                detector.GetTimeSpan("heartbeat-interval"),
                detector.GetTimeSpan("acceptable-heartbeat-pause"),
                detector.GetTimeSpan("min-std-deviation"),
                detector.GetDouble("threshold"),
                detector.GetInt("max-sample-size"),
                detector.GetTimeSpan("expected-response-after")),
            Downing = ReadDowning(config),
        };
    }

    private static DowningSettings ReadDowning(Config config)
    {
        var resolver = config.GetConfig("split-brain-resolver");
        var name = config.GetString("downing-provider-class", "").Length == 0 ? "off"
            : resolver.GetString("active-strategy", "off");
        var strategy = name switch
        {
            "keep-majority" => DowningStrategy.KeepMajority,
            "static-quorum" => DowningStrategy.StaticQuorum,
            "off" => DowningStrategy.None,
            _ => throw new ConfigurationException(
                $"akka.cluster.split-brain-resolver.active-strategy = {name}: keep-majority, static-quorum, off"),
        };
        var own = resolver.GetConfig(name);
        var stable = resolver.GetTimeSpan("stable-after");
        var unstable = resolver.GetString("down-all-when-unstable", "on") switch
        {
            "on" => stable * 0.75 > LeastUnstable ? stable * 0.75 : LeastUnstable,
            "off" => TimeSpan.Zero,
            _ => resolver.GetTimeSpan("down-all-when-unstable"),
        };
        if (strategy == DowningStrategy.StaticQuorum && own.GetInt("quorum-size") < 1)
        {
            throw new ConfigurationException("akka.cluster.split-brain-resolver.static-quorum.quorum-size must be set");
        }

        return new DowningSettings(strategy, own.GetInt("quorum-size"), own.GetString("role", ""), stable, unstable);
    }
}
