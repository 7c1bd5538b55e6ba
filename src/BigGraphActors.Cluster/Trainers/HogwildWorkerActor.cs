using Akka.Actor;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>One of the actors that train a bucket together, without locks, each on a thread of its own.</summary>
/// <remarks>
/// Holds nothing between two jobs: what it trains is in the tables that all share (HOGWILD; Niu et al., 2011). An
/// exception restarts it, and the bucket goes back to the lock.
/// </remarks>
internal sealed class HogwildWorkerActor : ReceiveActor
{
    public HogwildWorkerActor() => Receive<CrewJob>(job => job.DoShare());

    /// <summary>Called on the worker's own thread before its first job.</summary>
    protected override void PreStart() => LowPriority.Take();
}
