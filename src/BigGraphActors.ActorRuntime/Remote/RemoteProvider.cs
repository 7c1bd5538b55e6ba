using Akka.Actor;
using Akka.Configuration;

namespace Akka.Remote;

/// <summary>Starts what <c>akka.actor.provider</c> asks for beyond the local system.</summary>
internal static class RemoteProvider
{
    public static IRemoting? Start(ActorSystemCore system) => system.Settings.ProviderClass switch
    {
        "local" => null,
        var other => throw new ConfigurationException($"akka.actor.provider = {other} is unknown"),
    };

    public static void StartCluster(ActorSystemCore system)
    {
    }
}
