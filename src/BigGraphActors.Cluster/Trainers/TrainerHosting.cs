using Akka.Actor;
using Akka.Pattern;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Starts the trainer of a node under a supervisor that begins it anew with growing pauses.</summary>
internal static class TrainerHosting
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "trainer";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private const double Jitter = 0.2;
    private const int Unlimited = -1;

    /// <summary>Starts the trainer on this node.</summary>
    public static IActorRef StartTrainer(this ActorSystem system, Parts parts) => system.ActorOf(
        BackoffSupervisor.Props(Backoff.OnFailure(
            Props.Create(() => new TrainerActor(parts)), "life", ShortestPause, LongestPause, Jitter, Unlimited)),
        Name);

    /// <summary>What a trainer is given.</summary>
    /// <param name="Node">The node around it.</param>
    /// <param name="Run">The way to the run singleton.</param>
    /// <param name="ExchangeOf">Makes the exchange of shared parameters for a run.</param>
    /// <param name="Known">The run, where this process is the whole cluster; else none, and the singleton is asked.
    /// </param>
    internal sealed record Parts(
        TrainerNode Node,
        IActorRef Run,
        Func<RunBlueprint, RunFiles, SharedModel, IParameterExchange> ExchangeOf,
        RunBlueprint? Known = null);
}
