using BigGraphActors.Cluster.Locking;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>A trainer has heard that the run is over. Trainer → whoever hosts it; stays on the node.</summary>
/// <param name="End">How it ended.</param>
internal sealed record TrainerDone(RunEnd End);
