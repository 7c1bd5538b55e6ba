using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Engine.Training;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>What the node around a trainer gives it; stays when the trainer is restarted.</summary>
internal sealed record TrainerNode
{
    /// <summary>This node's life.</summary>
    public required NodeName Name { get; init; }

    /// <summary>HOGWILD threads; 0 for as many as the run's settings or the machine have.</summary>
    public required int Threads { get; init; }

    /// <summary>Asks the bucket lock.</summary>
    public required LockClient Lock { get; init; }

    /// <summary>Tables in this node's memory.</summary>
    public required TableCache Cache { get; init; }

    /// <summary>Tables to be used again.</summary>
    public required SpareTables Spare { get; init; }

    /// <summary>Fetches tables from other nodes.</summary>
    public required TableClient Client { get; init; }

    /// <summary>Asks partitions' entities.</summary>
    public required IPartitionQueries Queries { get; init; }

    /// <summary>Opens a run's directories.</summary>
    public required Func<RunBlueprint, TrainerFiles> Open { get; init; }

    /// <summary>Signs and publishes an event; from any thread.</summary>
    public required Action<RunEvent> Publish { get; init; }

    /// <summary>Ends when the node leaves.</summary>
    public required CancellationToken Stop { get; init; }

    /// <summary>Threads for a run.</summary>
    public int ThreadsFor(int? workers) => Threads > 0 ? Threads : workers ?? Environment.ProcessorCount;
}
