using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Runs;

/// <summary>How a run stands; answers <see cref="GetRunStatus"/>.</summary>
/// <param name="Run">Its checkpoint directory.</param>
/// <param name="State">running, done, or failed with the reason.</param>
/// <param name="Version">Passes published.</param>
/// <param name="TotalPasses">Passes of the whole run.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Buckets">Buckets of a pass.</param>
/// <param name="BucketsDone">Buckets done since the run began or was taken up.</param>
/// <param name="Nodes">Nodes of the cluster.</param>
/// <param name="Trainers">What each trainer does.</param>
public sealed record RunStatus(
    string Run,
    string State,
    int Version,
    long TotalPasses,
    int Epochs,
    int Buckets,
    long BucketsDone,
    NodeStatus[] Nodes,
    TrainerStatus[] Trainers) : IControlMessage;
