using Akka.Actor;
using Akka.Routing;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Makes the router of HOGWILD workers.</summary>
internal static class HogwildHosting
{
    /// <summary>Settings of the workers' dispatcher: one thread for each of them.</summary>
    public const string Dispatcher = "biggraph.hogwild-dispatcher";

    /// <summary>The router and its workers; a failure restarts the worker alone.</summary>
    /// <param name="threads">Workers, at least 1.</param>
    public static Props Props(int threads) => Akka.Actor.Props.Create(() => new HogwildWorkerActor())
        .WithDispatcher(Dispatcher)
        .WithRouter(new BroadcastPool(threads).WithSupervisorStrategy(new OneForOneStrategy(
            _ => Directive.Restart)));

    /// <summary>The crew that works behind a router.</summary>
    public static HogwildCrew CrewOf(IActorRef router) => new(job => router.Tell(job, ActorRefs.NoSender));
}
