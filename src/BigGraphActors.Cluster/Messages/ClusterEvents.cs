using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Messages;

/// <summary>An event of a run, with the place and the time; published once on the event stream of every node.</summary>
/// <param name="Event">The record of the engine or of the cluster, one of those that <see cref="RunEventLine"/> lists.
/// </param>
/// <param name="Node">The node where it happened, as <c>host:port#incarnation</c>.</param>
/// <param name="At">When, by that node's clock.</param>
/// <remarks>
/// A user's own actor hears all of them with <c>Context.System.EventStream.Subscribe(Self, typeof(NodeEvent))</c>.
/// Delivery to other nodes is at most once.
/// </remarks>
public sealed record NodeEvent(RunEvent Event, string Node, DateTimeOffset At) : IControlMessage;

/// <summary>A run began, or was taken up again where its checkpoint stood.</summary>
/// <param name="Run">Its checkpoint directory.</param>
/// <param name="FirstPass">Passes published already.</param>
/// <param name="TotalPasses">Passes of the whole run: epochs × edge paths × edge slices.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Buckets">Buckets of a pass.</param>
/// <param name="Seed">What random sequences start from.</param>
public sealed record RunStarted(
    string Run,
    long FirstPass,
    long TotalPasses,
    int Epochs,
    int Buckets,
    long Seed) : RunEvent
{
    /// <summary>Edges that are trained from the first of these passes to the last; 0 where nobody counted.</summary>
    public long Edges { get; init; }
}

/// <summary>A run is over.</summary>
/// <param name="Done">Whether all passes are published; false when it failed or was stopped.</param>
/// <param name="Stopped">Whether somebody wished it to end.</param>
/// <param name="Reason">Why it ended early; empty when it is done.</param>
/// <param name="Version">The committed version of the checkpoint.</param>
public sealed record RunFinished(bool Done, bool Stopped, string Reason, int Version) : RunEvent;

/// <summary>The first bucket of a pass was given to a trainer.</summary>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
public sealed record PassStarted(long Pass, int Epoch, int EdgePath, int EdgeSlice) : RunEvent;

/// <summary>All buckets of a pass are done; its checkpoint follows.</summary>
/// <param name="Pass">Number of the pass, from 0.</param>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="EdgeSlice">Edge slice, from 0.</param>
/// <param name="Edges">Edges trained.</param>
/// <param name="Loss">Mean loss of an edge.</param>
/// <param name="TrainingSeconds">Time in HOGWILD threads, summed over all trainers.</param>
/// <param name="Seconds">
/// Time since its first bucket was given out or the pass before ended, whichever was later; 0 where that is not known.
/// </param>
public sealed record PassFinished(
    long Pass,
    int Epoch,
    int EdgePath,
    int EdgeSlice,
    long Edges,
    double Loss,
    double TrainingSeconds,
    double Seconds) : RunEvent;

/// <summary>A whole version of the checkpoint is on disk and is the current one.</summary>
/// <param name="Version">Passes published.</param>
/// <param name="Seconds">Time that publishing took.</param>
public sealed record CheckpointCommitted(int Version, double Seconds) : RunEvent;

/// <summary>A version could not be published; the one before stands, and it is tried again.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Reason">What stands in the way.</param>
public sealed record CheckpointFailed(int Version, string Reason) : RunEvent;

/// <summary>Held-out edges were ranked between two epochs: the settings' block <c>validation</c>.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Version">The checkpoint's version that was ranked.</param>
/// <param name="Metric">What was compared, as settings spell it.</param>
/// <param name="Value">Value of the metric; NaN where the model has diverged.</param>
/// <param name="IsBest">Whether it beat all before, so that the version is kept.</param>
/// <param name="EndsRun">Whether the run ends, because nothing better came for long enough.</param>
/// <param name="Seconds">Time that it took.</param>
public sealed record EvaluationDone(
    int Epoch, int Version, string Metric, double Value, bool IsBest, bool EndsRun, double Seconds) : RunEvent;

/// <summary>A trainer waits for a bucket.</summary>
/// <param name="Reason">The reason in words.</param>
public sealed record TrainerWaiting(string Reason) : RunEvent;

/// <summary>A trainer gave up a bucket because something failed.</summary>
/// <param name="Reason">The failure in words.</param>
public sealed record TrainerFailed(string Reason) : RunEvent;

/// <summary>A trainer begins anew after a failure.</summary>
/// <param name="Failures">Failures in a row.</param>
public sealed record TrainerRestarted(int Failures) : RunEvent;

/// <summary>A trainer was silent for too long, failed, or is gone: its bucket goes to another one.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Term">Term of its lease.</param>
/// <param name="Trainer">Node of the trainer that had it.</param>
/// <param name="Reason">Why it was taken back.</param>
public sealed record LeaseLost(Bucket Bucket, long Term, string Trainer, string Reason) : RunEvent;

/// <summary>A table was fetched from another node, or read from a file.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
/// <param name="Source">The node that had it in memory; empty when it came from a file.</param>
/// <param name="Bytes">Bytes moved.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record PartitionMoved(
    PartitionId Partition,
    Generation Generation,
    string Source,
    long Bytes,
    double Seconds) : RunEvent;

/// <summary>A table that a bucket changed is on this node's disk.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="IdleRows">Rows that no gradient has moved yet.</param>
public sealed record TableCheckedIn(PartitionId Partition, long IdleRows) : RunEvent;

/// <summary>A node waits for others to take or give a copy of a table; training goes on when they are back.</summary>
/// <param name="Partition">The entity type and the partition's number.</param>
/// <param name="Generation">The training that produced the table's bytes.</param>
/// <param name="Reason">What is missing, for people.</param>
public sealed record CopiesMissing(PartitionId Partition, Generation Generation, string Reason) : RunEvent;

/// <summary>A trainer exchanged its changes of shared parameters; told once a few seconds.</summary>
/// <param name="RoundSeconds">Time of the last round over all slices.</param>
/// <param name="StalenessSeconds">Age of the oldest change that others had not seen, before the round.</param>
/// <param name="BytesPerSecond">Bytes moved in a second.</param>
public sealed record ParametersExchanged(
    double RoundSeconds,
    double StalenessSeconds,
    double BytesPerSecond) : RunEvent;

/// <summary>A slice of the shared parameters is not saved; trainers keep what is missing until it is.</summary>
/// <param name="Slice">Number of the slice, from 0.</param>
/// <param name="Reason">The reason in words.</param>
public sealed record ParametersUnsaved(int Slice, string Reason) : RunEvent;

/// <summary>A node joined.</summary>
/// <param name="Name">The node.</param>
/// <param name="Roles">Its roles, separated by commas.</param>
public sealed record NodeUp(string Name, string Roles) : RunEvent;

/// <summary>A node left or was removed.</summary>
/// <param name="Name">The node.</param>
/// <param name="Reason">left, or unreachable.</param>
public sealed record NodeDown(string Name, string Reason) : RunEvent;
