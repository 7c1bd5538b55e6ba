using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using BigGraphActors.ActorRuntime.Tests.Remote;

namespace BigGraphActors.ActorRuntime.Tests.Clusters;

/// <summary>Cluster nodes in this process, with short times.</summary>
internal static class ClusterNode
{
    public static ActorSystem Start(int port = 0, string roles = "", string more = "") =>
        ActorSystem.Create("remote", Settings(port, roles, more));

    public static Config Settings(int port = 0, string roles = "", string more = "") =>
        ConfigurationFactory.ParseString(more)
        .WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              cluster {
                roles = [{{roles}}]
                gossip-interval = 200ms
                leader-actions-interval = 200ms
                unreachable-nodes-reaper-interval = 200ms
                periodic-tasks-initial-delay = 200ms
                down-removal-margin = 200ms
                failure-detector { heartbeat-interval = 250ms, acceptable-heartbeat-pause = 2s }
                failure-detector.expected-response-after = 500ms
                split-brain-resolver { active-strategy = keep-majority, stable-after = 1s }
                split-brain-resolver.down-all-when-unstable = off
                sharding {
                  state-store-mode = ddata
                  remember-entities = off
                  distributed-data.durable.keys = []
                  distributed-data.durable.store-actor-class = ""
                  passivate-idle-entity-after = off
                  retry-interval = 200ms
                }
              }
            }
            """)).WithFallback(RemoteNode.Settings(port));

    public static Address AddressOf(ActorSystem system) => Akka.Cluster.Cluster.Get(system).SelfAddress;

    public static int UpIn(ActorSystem system) =>
        Akka.Cluster.Cluster.Get(system).State.Members.Count(static member => member.Status == MemberStatus.Up);
}
