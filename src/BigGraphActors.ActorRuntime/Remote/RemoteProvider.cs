namespace Akka.Remote;

/// <summary>Makes what <c>akka.actor.provider</c> asks for beyond the local system.</summary>
internal static class RemoteProvider
{
    public static TcpRemoting? Make(ActorSystemCore system) => ProviderOf(system) switch
    {
        "local" => null,
        "remote" or "cluster" => new TcpRemoting(system),
        var other => throw new ConfigurationException($"akka.actor.provider = {other}: local, remote or cluster"),
    };

    public static void StartCluster(ActorSystemCore system)
    {
        if (ProviderOf(system) == "cluster")
        {
            Cluster.Cluster.Get(system);
        }
    }

    /// <summary>The long class names mean the same as the short words.</summary>
    private static string ProviderOf(ActorSystemCore system)
    {
        var provider = system.Settings.ProviderClass;
        return provider.Contains("ClusterActorRefProvider", StringComparison.Ordinal) ? "cluster"
            : provider.Contains("RemoteActorRefProvider", StringComparison.Ordinal) ? "remote"
            : provider.Contains("LocalActorRefProvider", StringComparison.Ordinal) ? "local"
            : provider;
    }
}
