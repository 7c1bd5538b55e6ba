namespace BigGraphActors.Cluster.Runs;

/// <summary>What a trainer does.</summary>
/// <param name="Node">Name of the node that the trainer runs on.</param>
/// <param name="Doing">Bucket and edges done, or why it waits.</param>
/// <param name="Edges">Edges trained since the run began or was taken up.</param>
/// <param name="EdgesPerSecond">Edges of the last bucket in a second of training; 0 before the first.</param>
public sealed record TrainerStatus(string Node, string Doing, long Edges, double EdgesPerSecond);
