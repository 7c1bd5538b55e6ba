using BigGraphActors.Cluster.Locking;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>A trainer has heard that the run is over. Trainer → its host on the node; stays on the node.</summary>
/// <param name="End">Whether it failed, with the reason.</param>
internal sealed record TrainerDone(RunEnd End);
