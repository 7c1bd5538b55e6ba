using System.Runtime.ExceptionServices;
using Akka.Actor;
using Akka.Routing;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>The cluster's answer to <see cref="IWorkerCrew"/>: a router that gives every worker its share.</summary>
/// <param name="router">Its pool has as many workers as the trainer has threads.</param>
internal sealed class HogwildCrew(IActorRef router) : IWorkerCrew
{
    /// <summary>Settings of the workers' dispatcher: one thread for each of them.</summary>
    public const string Dispatcher = "biggraph.hogwild-dispatcher";

    /// <summary>The router and its workers.</summary>
    /// <param name="threads">Workers, at least 1.</param>
    public static Props Props(int threads) => Akka.Actor.Props.Create(() => new HogwildWorker())
        .WithDispatcher(Dispatcher)
        .WithRouter(new BroadcastPool(threads).WithSupervisorStrategy(new OneForOneStrategy(
            _ => Directive.Restart)));

    /// <inheritdoc/>
    public void Run(int threads, Action<int, CancellationToken> body, CancellationToken stop)
    {
        using CrewJob job = new(threads, body, stop);
        router.Tell(job, ActorRefs.NoSender);
        job.Wait();
        if (job.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
