using BigGraphActors.Cluster.Copies;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cluster.Wire;

/// <summary>The short names under which message types travel; the only types that bytes can become.</summary>
internal static class ControlManifests
{
    private static readonly Dictionary<string, Type> Types = new(StringComparer.Ordinal)
    {
        ["lock.acquire"] = typeof(AcquireBucket),
        ["lock.renew"] = typeof(RenewLeases),
        ["lock.complete"] = typeof(CompleteBuckets),
        ["lock.give-up"] = typeof(GiveUpBucket),
        ["lock.end-run"] = typeof(EndRun),
        ["lock.granted"] = typeof(BucketGranted),
        ["lock.wait"] = typeof(WaitForBucket),
        ["lock.changed"] = typeof(BucketsChanged),
        ["lock.ask-anew"] = typeof(AskAnew),
        ["lock.renewed"] = typeof(LeasesRenewed),
        ["lock.completed"] = typeof(BucketsCompleted),
        ["lock.refused"] = typeof(LeasesRefused),
        ["lock.revoked"] = typeof(LeasesRevoked),
        ["lock.run-over"] = typeof(RunOver),
        ["lock.progress"] = typeof(LockProgress),
        ["partition.locate"] = typeof(LocatePartition),
        ["partition.at"] = typeof(PartitionAt),
        ["partition.record"] = typeof(RecordPartition),
        ["partition.recorded"] = typeof(PartitionRecorded),
        ["table.request"] = typeof(RequestTable),
        ["table.offer"] = typeof(TableOffer),
        ["copy.find"] = typeof(FindCopy),
        ["copy.place"] = typeof(CopyPlace),
        ["copy.forget"] = typeof(ForgetCopies),
        ["copy.list-start"] = typeof(ListStartFiles),
        ["copy.start"] = typeof(StartFiles),
        ["slice.where"] = typeof(WhereIsSlice),
        ["slice.at"] = typeof(SliceAt),
        ["run.describe"] = typeof(DescribeRun),
        ["run.description"] = typeof(RunDescription),
        ["run.stop"] = typeof(StopRun),
        ["run.stopping"] = typeof(RunStopping),
        ["run.status"] = typeof(GetRunStatus),
        ["run.status-is"] = typeof(RunStatus),
        ["event.run-started"] = typeof(RunStarted),
        ["event.run-finished"] = typeof(RunFinished),
        ["event.pass-started"] = typeof(PassStarted),
        ["event.pass-finished"] = typeof(PassFinished),
        ["event.bucket-started"] = typeof(BucketStarted),
        ["event.bucket-advanced"] = typeof(BucketAdvanced),
        ["event.bucket-trained"] = typeof(BucketTrained),
        ["event.trainer-waiting"] = typeof(TrainerWaiting),
        ["event.trainer-failed"] = typeof(TrainerFailed),
        ["event.trainer-restarted"] = typeof(TrainerRestarted),
        ["event.lease-lost"] = typeof(LeaseLost),
        ["event.partition-moved"] = typeof(PartitionMoved),
        ["event.copies-missing"] = typeof(CopiesMissing),
        ["event.parameters-exchanged"] = typeof(ParametersExchanged),
        ["event.parameters-unsaved"] = typeof(ParametersUnsaved),
        ["event.evaluation-done"] = typeof(EvaluationDone),
        ["event.checkpoint-committed"] = typeof(CheckpointCommitted),
        ["event.checkpoint-failed"] = typeof(CheckpointFailed),
        ["event.node-up"] = typeof(NodeUp),
        ["event.node-down"] = typeof(NodeDown),
    };

    private static readonly Dictionary<Type, string> Names = Types.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>Every type that has a name.</summary>
    public static IReadOnlyCollection<Type> All => Names.Keys;

    /// <summary>The name of a message's type.</summary>
    /// <exception cref="ArgumentException">When it has none: it must not leave the process.</exception>
    public static string NameOf(Type type) => Names.TryGetValue(type, out string? name)
        ? name
        : throw new ArgumentException($"{type} has no manifest and cannot be sent to another node");

    /// <summary>The type behind a name.</summary>
    /// <exception cref="ArgumentException">When nothing has this name.</exception>
    public static Type TypeOf(string name) => Types.TryGetValue(name, out Type? type)
        ? type
        : throw new ArgumentException($"unknown manifest '{name[..Math.Min(name.Length, 60)]}'");
}
