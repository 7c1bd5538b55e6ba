namespace BigGraphActors.Cluster.Messages;

/// <summary>Asks for a part of the run's description. Trainer → run singleton; safe to repeat.</summary>
/// <param name="Part">Number of the part, from 0.</param>
public sealed record DescribeRun(int Part) : IControlMessage;

/// <summary>A part of what a trainer must know of a run; answers <see cref="DescribeRun"/>.</summary>
/// <param name="Part">Number of the part, from 0.</param>
/// <param name="Parts">How many there are.</param>
/// <param name="Text">The part; all of them joined are base64 of the run's packed settings.</param>
public sealed record RunDescription(int Part, int Parts, string Text) : IControlMessage;

/// <summary>Ends the run in good order: what is trained stays. Anybody → run singleton; safe to repeat.</summary>
/// <param name="Reason">The reason in words.</param>
public sealed record StopRun(string Reason) : IControlMessage
{
    /// <summary>Whether the run counts as failed, or as stopped by someone.</summary>
    public bool Failed { get; init; }
}

/// <summary>Answers <see cref="StopRun"/>: heard.</summary>
/// <param name="Version">The version that is committed now.</param>
public sealed record RunStopping(int Version) : IControlMessage;

/// <summary>
/// How far the bucket lock is. Lock → run singleton, after each decision, and the last one again and again.
/// </summary>
/// <param name="Version">The committed version.</param>
/// <param name="BucketsDone">Buckets done since the last pass that is published began.</param>
/// <param name="IsOver">Whether there will be no more buckets, and none is in hand.</param>
/// <param name="Failed">Whether it ended because something failed.</param>
/// <param name="Reason">Why it ended early; empty when it did not.</param>
internal sealed record LockProgress(int Version, int BucketsDone, bool IsOver, bool Failed, string Reason)
    : IControlMessage;

/// <summary>A trainer has heard that the run is over. Trainer → its host on the node; stays on the node.</summary>
/// <param name="End">Whether it failed, with the reason.</param>
internal sealed record TrainerDone(RunEnd End);

/// <summary>Asks how a run stands. Anybody → run singleton.</summary>
public sealed record GetRunStatus : IControlMessage;

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

/// <summary>A node as the cluster sees it.</summary>
/// <param name="Name">Name of the node.</param>
/// <param name="Roles">Its roles, separated by commas.</param>
/// <param name="State">up, joining, leaving or unreachable.</param>
public sealed record NodeStatus(string Name, string Roles, string State);

/// <summary>What a trainer does.</summary>
/// <param name="Node">Name of the node that the trainer runs on.</param>
/// <param name="Doing">Bucket and edges done, or why it waits.</param>
/// <param name="Edges">Edges trained since the run began or was taken up.</param>
/// <param name="EdgesPerSecond">Edges of the last bucket in a second of training; 0 before the first.</param>
public sealed record TrainerStatus(string Node, string Doing, long Edges, double EdgesPerSecond);
