using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace BigGraphActors.Cluster.Runs;

/// <summary>Registers the run: one in the whole cluster, on the oldest seed node.</summary>
internal static class RunHosting
{
    /// <summary>Name of the manager under <c>/user</c>.</summary>
    public const string ManagerName = "run";
    private const string SingletonName = "director";

    /// <summary>Starts the manager on a seed node.</summary>
    public static IActorRef StartRun(this ActorSystem system, Parts parts, string role) => system.ActorOf(
        ClusterSingletonManager.Props(
            Props.Create(() => new RunActor(parts)),
            PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName);

    /// <summary>Starts the way to it, on any node.</summary>
    public static IActorRef StartRunProxy(this ActorSystem system, string role) => system.ActorOf(
        ClusterSingletonProxy.Props(
            "/user/" + ManagerName,
            ClusterSingletonProxySettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName + "-proxy");

    /// <summary>What the run is given.</summary>
    /// <param name="Blueprint">The run's settings and identity.</param>
    /// <param name="PassCount">Passes of the whole run.</param>
    /// <param name="BucketCount">Buckets of a pass.</param>
    /// <param name="Lock">The way to the bucket lock.</param>
    /// <param name="EdgesFrom">Counts the edges that are trained from a pass to the end; reads files.</param>
    internal sealed record Parts(
        RunBlueprint Blueprint, long PassCount, int BucketCount, IActorRef Lock, Func<long, long> EdgesFrom);
}
