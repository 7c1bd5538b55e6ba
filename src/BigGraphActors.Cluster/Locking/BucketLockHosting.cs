using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;

namespace BigGraphActors.Cluster.Locking;

/// <summary>Registers the bucket lock: one in the whole cluster, on the oldest seed node.</summary>
internal static class BucketLockHosting
{
    /// <summary>Settings of the lock's thread: it waits for the disk.</summary>
    public const string Dispatcher = "biggraph.lock-dispatcher";

    /// <summary>Name of the manager under <c>/user</c>.</summary>
    public const string ManagerName = "bucket-lock";
    private const string SingletonName = "lock";

    /// <summary>Starts the manager on a seed node.</summary>
    public static IActorRef StartBucketLock(this ActorSystem system, Parts parts, string role) => system.ActorOf(
        ClusterSingletonManager.Props(
            Props.Create(() => new BucketLockActor(parts)).WithDispatcher(Dispatcher),
            PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName);

    /// <summary>Starts the way to it, on any node.</summary>
    public static IActorRef StartBucketLockProxy(this ActorSystem system, string role) => system.ActorOf(
        ClusterSingletonProxy.Props(
            "/user/" + ManagerName,
            ClusterSingletonProxySettings.Create(system).WithRole(role).WithSingletonName(SingletonName)),
        ManagerName + "-proxy");

    /// <summary>What the lock is given.</summary>
    internal sealed record Parts
    {
        /// <summary>The run, as the lock knows it.</summary>
        public required LockPlan Plan { get; init; }

        /// <summary>The run's directories.</summary>
        public required RunFiles Files { get; init; }

        /// <summary>The checkpoint directory, for the ledger and publication.</summary>
        public required ICheckpointFiles Disk { get; init; }

        /// <summary>The way to the run singleton.</summary>
        public required IActorRef Run { get; init; }

        /// <summary>Where tables are that this node has not.</summary>
        public required ICopies Copies { get; init; }

        /// <summary>The shared parameters that belong to a version that is being published.</summary>
        public required IPublishedParameters Parameters { get; init; }
    }
}
