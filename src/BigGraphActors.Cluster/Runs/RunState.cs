using System.Collections.Immutable;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Runs;

/// <summary>How a run stands, made of its events: what <c>biggraph cluster status</c> shows.</summary>
internal sealed record RunState
{
    /// <summary>The checkpoint directory.</summary>
    public required string Run { get; init; }

    /// <summary>Passes of the whole run.</summary>
    public required long TotalPasses { get; init; }

    /// <summary>Epochs of the whole run.</summary>
    public required int Epochs { get; init; }

    /// <summary>Buckets of a pass.</summary>
    public required int Buckets { get; init; }

    /// <summary>Passes published.</summary>
    public int Version { get; init; }

    /// <summary>Buckets done since the run began or was taken up.</summary>
    public long BucketsDone { get; init; }

    /// <summary>What each trainer does.</summary>
    public ImmutableSortedDictionary<string, TrainerStatus> Trainers { get; init; } =
        ImmutableSortedDictionary<string, TrainerStatus>.Empty;

    /// <summary>How it ended, once it has.</summary>
    public RunFinished? End { get; init; }

    /// <summary>Takes an event.</summary>
    public RunState With(NodeEvent told) => told.Event switch
    {
        BucketStarted started => Doing(
            told.Node, was => was with { Doing = $"bucket {started.Bucket}, {started.Edges:N0} edges" }),
        BucketTrained trained => Trained(told.Node, trained),
        TrainerWaiting waiting => Doing(told.Node, was => was with { Doing = "waits: " + waiting.Reason }),
        TrainerFailed failed => Doing(told.Node, was => was with { Doing = "failed: " + failed.Reason }),
        CheckpointCommitted committed => this with { Version = Math.Max(Version, committed.Version) },
        NodeDown down => this with { Trainers = Trainers.Remove(down.Name) },
        RunFinished end => this with { End = end, Version = Math.Max(Version, end.Version) },
        _ => this,
    };

    /// <summary>The same for people and programs elsewhere.</summary>
    public RunStatus ToStatus(NodeStatus[] nodes) => new(
        Run,
        End switch
        {
            null => "running",
            { Done: true } => "done",
            { Stopped: true } => "stopped: " + End.Reason,
            _ => "failed: " + End.Reason,
        },
        Version,
        TotalPasses,
        Epochs,
        Buckets,
        BucketsDone,
        nodes,
        [.. Trainers.Values]);

    private RunState Trained(string node, BucketTrained trained)
    {
        RunState next = Doing(node, was => was with
        {
            Doing = $"has trained bucket {trained.Bucket}",
            Edges = was.Edges + trained.Edges,
            EdgesPerSecond = trained.EdgesPerSecond,
        });
        return next with { BucketsDone = BucketsDone + 1 };
    }

    private RunState Doing(string node, Func<TrainerStatus, TrainerStatus> change) => this with
    {
        Trainers = Trainers.SetItem(
            node, change(Trainers.GetValueOrDefault(node, new TrainerStatus(node, "", 0, 0)))),
    };
}
