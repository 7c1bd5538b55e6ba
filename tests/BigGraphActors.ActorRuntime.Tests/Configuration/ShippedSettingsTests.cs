using System.Reflection;
using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;

namespace BigGraphActors.ActorRuntime.Tests.Configuration;

public sealed class ShippedSettingsTests
{
    private static readonly bool OnSubset = typeof(ShippedSettingsTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static one => one.Key == "ActorRuntime")
        .Value == "subset";

    /// <summary>A misspelt key would silently be the default.</summary>
    [Fact]
    public async Task Every_key_of_the_shipped_settings_is_one_that_the_runtime_knows()
    {
        var system = ActorSystem.Create("keys", """
            akka {
              loglevel = OFF
              actor.provider = cluster
              remote.dot-netty.tcp { hostname = localhost, port = 0 }
            }
            """);
        ClusterSharding.Get(system);
        DistributedPubSub.Get(system);
        ClusterSingletonManagerSettings.Create(system);
        ClusterSingletonProxySettings.Create(system);
        var known = system.Settings.Config;
        var paths = ShippedSettings.Paths().Where(IsToBeKnown).Select(static one => one.Path).ToList();
        Assert.True(paths.Count > 40);
        Assert.Equal([], paths.Where(path => !known.HasPath(path)));
        await system.Terminate();
    }

    /// <summary>
    /// What lies in a dispatcher depends on its kind, and sharding's distributed-data falls back on the one outside: of
    /// neither does Akka.NET's reference name all.
    /// </summary>
    private static bool IsToBeKnown((string Path, bool Marked) one) => !IsOurs(one.Path) && (OnSubset ? !one.Marked
        : !one.Path.Contains("-dispatcher.", StringComparison.Ordinal)
            && !one.Path.Contains(".distributed-data.", StringComparison.Ordinal));

    /// <summary>Names that the file gives: dispatchers of the cluster's own actors.</summary>
    private static bool IsOurs(string path) => path.StartsWith("biggraph.", StringComparison.Ordinal);

    [Fact]
    public void The_keys_marked_as_of_Akka_NET_only_are_unknown_to_the_subset()
    {
        var known = Akka.Configuration.ConfigurationFactory.Default();
        var marked = ShippedSettings.Paths().Where(one => OnSubset && one.Marked).Select(static one => one.Path);
        Assert.Equal([], marked.Where(path => known.HasPath(path)));
    }

    [Fact]
    public void A_lost_node_is_given_up_in_time_with_the_shipped_settings()
    {
        var cluster = ShippedSettings.Config.GetConfig("akka.cluster");
        var detector = cluster.GetConfig("failure-detector");
        var suspected = detector.GetTimeSpan("heartbeat-interval") + detector.GetTimeSpan("acceptable-heartbeat-pause");
        var sum = suspected + cluster.GetTimeSpan("split-brain-resolver.stable-after")
            + cluster.GetTimeSpan("down-removal-margin") + (4 * cluster.GetTimeSpan("gossip-interval"))
            + cluster.GetTimeSpan("sharding.retry-interval");
        Assert.InRange(sum, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(9));
    }
}
