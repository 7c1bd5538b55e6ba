namespace Akka.Cluster.Tools.Singleton;

/// <summary><c>akka.cluster.singleton-proxy</c>.</summary>
public sealed record ClusterSingletonProxySettings
{
    private ClusterSingletonProxySettings() { }

    /// <summary>Name of the instance under its manager.</summary>
    public string SingletonName { get; private init; } = "singleton";

    /// <summary>It runs on members with this role; null for any.</summary>
    public string Role { get; private init; } = null!;

    /// <summary>How often it is looked for.</summary>
    public TimeSpan SingletonIdentificationInterval { get; private init; }

    /// <summary>Messages kept while it is not found; the oldest are dropped beyond that.</summary>
    public int BufferSize { get; private init; }

    /// <summary>As configured.</summary>
    public static ClusterSingletonProxySettings Create(ActorSystem system)
    {
        var config = system.Settings.Config.GetConfig("akka.cluster.singleton-proxy");
        return new ClusterSingletonProxySettings
        {
            SingletonName = config.GetString("singleton-name", "singleton"),
            Role = config.GetString("role", "") is { Length: > 0 } role ? role : null!,
            SingletonIdentificationInterval = config.GetTimeSpan("singleton-identification-interval"),
            BufferSize = config.GetInt("buffer-size", 1000),
        };
    }

    /// <summary>The same under another name.</summary>
    public ClusterSingletonProxySettings WithSingletonName(string singletonName) =>
        this with { SingletonName = singletonName };

    /// <summary>The same on members with a role.</summary>
    public ClusterSingletonProxySettings WithRole(string role) => this with { Role = role };
}
