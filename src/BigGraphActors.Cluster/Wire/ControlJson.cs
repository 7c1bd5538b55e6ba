using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Copies;
using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Partitions;
using BigGraphActors.Cluster.Runs;

namespace BigGraphActors.Cluster.Wire;

/// <summary>How messages become JSON: generated when this is compiled, nothing is looked up by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BlueprintText))]
[JsonSerializable(typeof(AcquireBucket))]
[JsonSerializable(typeof(RenewLeases))]
[JsonSerializable(typeof(CompleteBuckets))]
[JsonSerializable(typeof(GiveUpBucket))]
[JsonSerializable(typeof(EndRun))]
[JsonSerializable(typeof(BucketGranted))]
[JsonSerializable(typeof(WaitForBucket))]
[JsonSerializable(typeof(AskAnew))]
[JsonSerializable(typeof(BucketsChanged))]
[JsonSerializable(typeof(LeasesRenewed))]
[JsonSerializable(typeof(BucketsCompleted))]
[JsonSerializable(typeof(LeasesRefused))]
[JsonSerializable(typeof(LeasesRevoked))]
[JsonSerializable(typeof(RunOver))]
[JsonSerializable(typeof(LockProgress))]
[JsonSerializable(typeof(LocatePartition))]
[JsonSerializable(typeof(PartitionAt))]
[JsonSerializable(typeof(RecordPartition))]
[JsonSerializable(typeof(PartitionRecorded))]
[JsonSerializable(typeof(RequestTable))]
[JsonSerializable(typeof(TableOffer))]
[JsonSerializable(typeof(FindCopy))]
[JsonSerializable(typeof(CopyPlace))]
[JsonSerializable(typeof(ForgetCopies))]
[JsonSerializable(typeof(ListStartFiles))]
[JsonSerializable(typeof(StartFiles))]
[JsonSerializable(typeof(WhereIsSlice))]
[JsonSerializable(typeof(SliceAt))]
[JsonSerializable(typeof(DescribeRun))]
[JsonSerializable(typeof(RunDescription))]
[JsonSerializable(typeof(StopRun))]
[JsonSerializable(typeof(RunStopping))]
[JsonSerializable(typeof(GetRunStatus))]
[JsonSerializable(typeof(RunStatus))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunFinished))]
[JsonSerializable(typeof(PassStarted))]
[JsonSerializable(typeof(PassFinished))]
[JsonSerializable(typeof(BucketStarted))]
[JsonSerializable(typeof(BucketAdvanced))]
[JsonSerializable(typeof(BucketTrained))]
[JsonSerializable(typeof(TrainerWaiting))]
[JsonSerializable(typeof(TrainerFailed))]
[JsonSerializable(typeof(TrainerRestarted))]
[JsonSerializable(typeof(LeaseLost))]
[JsonSerializable(typeof(PartitionMoved))]
[JsonSerializable(typeof(CopiesMissing))]
[JsonSerializable(typeof(ParametersExchanged))]
[JsonSerializable(typeof(ParametersUnsaved))]
[JsonSerializable(typeof(EvaluationDone))]
[JsonSerializable(typeof(CheckpointCommitted))]
[JsonSerializable(typeof(CheckpointFailed))]
[JsonSerializable(typeof(NodeUp))]
[JsonSerializable(typeof(NodeDown))]
internal sealed partial class ControlJson : JsonSerializerContext;
