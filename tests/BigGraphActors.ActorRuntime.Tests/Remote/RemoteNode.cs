using Akka.Actor;
using Akka.Configuration;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

/// <summary>Systems with remoting on loopback.</summary>
internal static class RemoteNode
{
    private const string Assembly = "BigGraphActors.ActorRuntime.Tests";

    public static ActorSystem Start(int port = 0, string more = "") =>
        ActorSystem.Create("remote", Settings(port, more));

    public static Config Settings(int port = 0, string more = "") => ConfigurationFactory.ParseString(more)
        .WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              loggers = []
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              actor {
                provider = remote
                serializers {
                  note = "BigGraphActors.ActorRuntime.Tests.Remote.NoteSerializer, {{Assembly}}"
                  refuse = "BigGraphActors.ActorRuntime.Tests.Remote.RefusingSerializer, {{Assembly}}"
                }
                serialization-bindings {
                  "System.Object" = refuse
                  "BigGraphActors.ActorRuntime.Tests.Remote.Note, {{Assembly}}" = note
                }
              }
              remote {
                retry-gate-closed-for = 200ms
                dot-netty.tcp { hostname = "127.0.0.1", port = {{port}}, maximum-frame-size = 64000b }
              }
            }
            """));

    public static Address AddressOf(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;

    /// <summary>The reference that another system has to an actor of this one.</summary>
    public static IActorRef From(ActorSystem other, ActorSystem home, IActorRef actor) => other
        .ActorSelection(new RootActorPath(AddressOf(home)) / actor.Path.Elements)
        .ResolveOne(TimeSpan.FromSeconds(20)).GetAwaiter().GetResult();
}
