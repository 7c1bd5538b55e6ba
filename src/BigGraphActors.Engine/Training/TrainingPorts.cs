using BigGraphActors.Engine.Ports;

namespace BigGraphActors.Engine.Training;

/// <summary>What the surroundings of a training loop answer.</summary>
/// <param name="Buckets">Which bucket next.</param>
/// <param name="Partitions">Tables out and in.</param>
/// <param name="Parameters">Shared parameters, to and from other trainers.</param>
/// <param name="Edges">Edges of a bucket.</param>
public sealed record TrainingPorts(
    IBucketSource Buckets, IPartitionStore Partitions, ISharedParameters Parameters, EdgeReader Edges);
