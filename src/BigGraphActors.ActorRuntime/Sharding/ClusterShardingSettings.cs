using Akka.Cluster.Sharding.Protocol;
using Akka.Cluster.Tools.Singleton;

namespace Akka.Cluster.Sharding;

/// <summary><c>akka.cluster.sharding</c>.</summary>
/// <remarks>
/// May differ: the coordinator keeps no state of its own and learns from the regions, so that <c>state-store-mode</c>
/// is not read; <c>remember-entities = on</c> is refused.
/// </remarks>
public sealed record ClusterShardingSettings
{
    private ClusterShardingSettings(Config all)
    {
        var config = all.GetConfig("akka.cluster.sharding");
        if (config.GetBoolean("remember-entities"))
        {
            throw new ConfigurationException(
                "akka.cluster.sharding.remember-entities = on: nothing is kept on disk here; that needs the packages");
        }

        Role = config.GetString("role", "") is { Length: > 0 } role ? role : null!;
        PassivateIdleEntityAfter = config.GetString("passivate-idle-entity-after", "off") == "off"
            ? TimeSpan.Zero
            : config.GetTimeSpan("passivate-idle-entity-after");
        BufferSize = config.GetInt("buffer-size", 100_000);
        RebalanceInterval = config.GetTimeSpan("rebalance-interval");
        AbsoluteLimit = config.GetInt("least-shard-allocation-strategy.rebalance-absolute-limit");
        RelativeLimit = config.GetDouble("least-shard-allocation-strategy.rebalance-relative-limit");
        Times = new ShardingTimes(
            config.GetTimeSpan("retry-interval"), config.GetTimeSpan("handoff-timeout"),
                ClusterSingletonManagerSettings.MarginOf(all));
    }

    /// <summary>Entities live on members with this role; null for any.</summary>
    public string Role { get; private init; }

    /// <summary>An entity without messages for so long is stopped; zero for never.</summary>
    public TimeSpan PassivateIdleEntityAfter { get; private init; }

    internal int BufferSize { get; }

    internal TimeSpan RebalanceInterval { get; }

    internal int AbsoluteLimit { get; }

    internal double RelativeLimit { get; }

    internal ShardingTimes Times { get; }

    /// <summary>As configured.</summary>
    public static ClusterShardingSettings Create(ActorSystem system) => new(system.Settings.Config);

    /// <summary>The same on members with a role.</summary>
    public ClusterShardingSettings WithRole(string role) => this with { Role = role };
}
