using BigGraphActors.Cluster.Events;
using BigGraphActors.Engine.Training.Events;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>What a node is given beyond its settings.</summary>
public sealed record ClusterNodeOptions
{
    /// <summary>HOCON with a user's own <c>akka</c> block, laid over the shipped one; empty for none.</summary>
    public string UserConfig { get; init; } = "";

    /// <summary>
    /// Whether this process is the whole cluster: buckets then go in the run's <c>bucket_order</c>, as on PBG's single
    /// machine, and no lease of an earlier life is waited for.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>Is told what the engine of this node tells, in full, from any thread; or none.</summary>
    public Action<TrainingEvent>? TrainingObserver { get; init; }

    /// <summary>Is told every event of the run, one at a time, from an actor's thread; or none.</summary>
    public Action<RunEvent>? Observer { get; init; }
}
