namespace Akka.Cluster.Tools.Singleton;

/// <summary><c>akka.cluster.singleton</c>.</summary>
public sealed record ClusterSingletonManagerSettings
{
    private ClusterSingletonManagerSettings() { }

    /// <summary>Name of the instance under its manager.</summary>
    public string SingletonName { get; private init; } = "singleton";

    /// <summary>It runs on members with this role; null for any.</summary>
    public string Role { get; private init; } = null!;

    /// <summary>Wait after a downed member was removed, before its instance is replaced.</summary>
    public TimeSpan RemovalMargin { get; private init; }

    /// <summary>How often the hand-over is asked for.</summary>
    public TimeSpan HandOverRetryInterval { get; private init; }

    /// <summary>As configured.</summary>
    public static ClusterSingletonManagerSettings Create(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.cluster.singleton");
        return new ClusterSingletonManagerSettings
        {
            SingletonName = config.GetString("singleton-name", "singleton"),
            Role = config.GetString("role", "") is { Length: > 0 } role ? role : null!,
            RemovalMargin = MarginOf(system.Settings.Config),
            HandOverRetryInterval = config.GetTimeSpan("hand-over-retry-interval"),
        };
    }

    /// <summary>The same under another name.</summary>
    public ClusterSingletonManagerSettings WithSingletonName(string singletonName) =>
        this with { SingletonName = singletonName };

    /// <summary>The same on members with a role.</summary>
    public ClusterSingletonManagerSettings WithRole(string role) => this with { Role = role };

    /// <summary>Unset, the margin is as long as a side of a netsplit may take to end itself.</summary>
    internal static TimeSpan MarginOf(Config config) =>
        config.GetString("akka.cluster.down-removal-margin", "off") == "off"
        ? config.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after")
        : config.GetTimeSpan("akka.cluster.down-removal-margin");
}
