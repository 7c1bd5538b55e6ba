using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Cluster.Locking;

/// <summary>
/// One decision of the lock, as its ledger keeps it and as <see cref="BucketLockState.With"/> replays it.
/// </summary>
/// <remarks>Facts for events are made of these: a record is written exactly once for each decision.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "record")]
[JsonDerivedType(typeof(StateRecord), "state")]
[JsonDerivedType(typeof(GrantedRecord), "granted")]
[JsonDerivedType(typeof(CompletedRecord), "completed")]
[JsonDerivedType(typeof(EndedRecord), "ended")]
[JsonDerivedType(typeof(PublishedRecord), "published")]
[JsonDerivedType(typeof(RunEndedRecord), "run-ended")]
internal abstract record LedgerRecord;

/// <summary>All that is known; the first record of every incarnation.</summary>
internal sealed record StateRecord : LedgerRecord
{
    /// <summary>The run that wrote it.</summary>
    public required string RunId { get; init; }

    /// <summary>Tells whether buckets and passes still mean the same: <see cref="LockPlan.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The committed version.</summary>
    public required long Published { get; init; }

    /// <summary>Leases that have not ended.</summary>
    public required IReadOnlyList<LiveLease> Live { get; init; }

    /// <summary>What was done in the last published pass and in those after it.</summary>
    public required IReadOnlyList<PassRecord> Passes { get; init; }

    /// <summary>The highest request of each trainer that was granted.</summary>
    public required IReadOnlyList<TrainerRequest> Requests { get; init; }

    /// <summary>Buckets that went wrong.</summary>
    public required IReadOnlyList<BucketTrouble> Troubles { get; init; }

    /// <summary>How the run ended, if it did.</summary>
    public RunEnd? End { get; init; }
}

/// <summary>What was done in a pass.</summary>
/// <param name="Pass">Its number.</param>
/// <param name="Completed">Buckets that are done; those of a published pass have empty reports.</param>
/// <param name="Newest">The last generation of each partition in this pass.</param>
internal sealed record PassRecord(
    long Pass, IReadOnlyList<CompletedBucket> Completed, IReadOnlyList<PartitionGeneration> Newest);

/// <summary>A trainer's highest granted request.</summary>
internal sealed record TrainerRequest(NodeName Trainer, long Request);

/// <summary>A bucket was granted.</summary>
/// <param name="Lease">To whom, and what.</param>
internal sealed record GrantedRecord(LiveLease Lease) : LedgerRecord;

/// <summary>Buckets are done: their generations are the current ones from here on.</summary>
/// <param name="Buckets">In the order of training; all of them, or none, took effect.</param>
internal sealed record CompletedRecord(IReadOnlyList<FinishedBucket> Buckets) : LedgerRecord;

/// <summary>Leases ended without their buckets being done.</summary>
/// <param name="Terms">The lease that it began with, then those that built on it.</param>
/// <param name="Trainer">Node of the trainer that held them.</param>
/// <param name="Cause">Why the first one ended.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Counts">Whether it counts against the first one's bucket.</param>
internal sealed record EndedRecord(
    IReadOnlyList<long> Terms, NodeName Trainer, LeaseEnd Cause, string Reason, bool Counts) : LedgerRecord;

/// <summary>A version became the committed one.</summary>
/// <param name="Version">Number of the version.</param>
internal sealed record PublishedRecord(long Version) : LedgerRecord;

/// <summary>The run ended before all passes were done.</summary>
/// <param name="End">Whether it failed, with the reason.</param>
internal sealed record RunEndedRecord(RunEnd End) : LedgerRecord;

/// <summary>Why a lease ended without its bucket being done.</summary>
internal enum LeaseEnd
{
    /// <summary>The trainer gave it back in good order.</summary>
    GivenUp,

    /// <summary>Training went wrong.</summary>
    Failed,

    /// <summary>It was not renewed in time.</summary>
    Expired,

    /// <summary>The trainer's node was lost.</summary>
    NodeLost,

    /// <summary>A lease that it builds on ended.</summary>
    Revoked,

    /// <summary>The trainer's node left the cluster in good order.</summary>
    NodeLeft,
}

/// <summary>How records become JSON; generated when this is compiled.</summary>
/// <remarks>Figures may be NaN or infinite when training diverges, and must not stop the ledger.</remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;

/// <summary>
/// A line of the ledger: eight hexadecimal digits of CRC-32C, a blank, the record as JSON, a line feed.
/// </summary>
internal static class LedgerLine
{
    private const int ChecksumLength = 8;
    private const byte LineFeed = (byte)'\n';

    /// <summary>Writes records, one a line.</summary>
    public static byte[] Write(IEnumerable<LedgerRecord> records)
    {
        using MemoryStream bytes = new();
        foreach (LedgerRecord record in records)
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(record, LedgerJson.Default.LedgerRecord);
            bytes.Write(Encoding.ASCII.GetBytes(
                ChecksumOf(json).ToString("x8", CultureInfo.InvariantCulture) + " "));
            bytes.Write(json);
            bytes.WriteByte(LineFeed);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads records up to the first line that is cut off or damaged.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="length">Bytes of the lines that were read.</param>
    public static IReadOnlyList<LedgerRecord> Read(ReadOnlySpan<byte> bytes, out int length)
    {
        List<LedgerRecord> records = [];
        length = 0;
        while (bytes[length..].IndexOf(LineFeed) is >= 0 and int end
            && TryReadLine(bytes.Slice(length, end)) is { } record)
        {
            records.Add(record);
            length += end + 1;
        }

        return records;
    }

    private static LedgerRecord? TryReadLine(ReadOnlySpan<byte> line)
    {
        if (line.Length <= ChecksumLength + 1
            || !Utf8Parser.TryParse(line[..ChecksumLength], out uint checksum, out int digits, 'x')
            || digits != ChecksumLength
            || ChecksumOf(line[(ChecksumLength + 1)..]) != checksum)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(line[(ChecksumLength + 1)..], LedgerJson.Default.LedgerRecord);
        }
        catch (JsonException)
        {
            // Whole, but of a kind that this build does not know: a newer one wrote it.
            return null;
        }
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }
}

/// <summary>What is done of a pass.</summary>
internal sealed record PassProgress
{
    /// <summary>Nothing yet.</summary>
    public static PassProgress Empty { get; } = new();

    /// <summary>Buckets that are done.</summary>
    public ImmutableDictionary<Bucket, CompletedBucket> Completed { get; init; } =
        ImmutableDictionary<Bucket, CompletedBucket>.Empty;

    /// <summary>The last generation of each partition in this pass; those of a whole pass are published.</summary>
    public ImmutableDictionary<PartitionId, Generation> Newest { get; init; } =
        ImmutableDictionary<PartitionId, Generation>.Empty;

    /// <summary>The pass as the ledger's first record has it.</summary>
    public PassRecord ToRecord(long pass) => new(
        pass,
        [.. Completed.Values.OrderBy(bucket => bucket.Index)],
        [
            .. Newest.OrderBy(pair => pair.Key.EntityType, StringComparer.Ordinal).ThenBy(pair => pair.Key.Index)
                .Select(pair => new PartitionGeneration(pair.Key, pair.Value)),
        ]);

    /// <summary>Rebuilds the progress from its record.</summary>
    public static PassProgress From(PassRecord record) => new()
    {
        Completed = record.Completed.ToImmutableDictionary(bucket => bucket.Bucket),
        Newest = record.Newest.ToImmutableDictionary(table => table.Partition, table => table.Generation),
    };
}

/// <summary>A lease that has not ended, and who holds it.</summary>
/// <param name="Trainer">Node of the trainer that holds it.</param>
/// <param name="Request">The request that it answers.</param>
/// <param name="Lease">The bucket, its term and what it starts from.</param>
internal sealed record LiveLease(NodeName Trainer, long Request, BucketLease Lease)
{
    /// <summary>When it ends unless it is renewed, by the lock's own clock; not kept in the ledger.</summary>
    [JsonIgnore]
    public TimeSpan Deadline { get; init; }
}

/// <summary>A trainer without a bucket that was told to wait.</summary>
/// <param name="Request">The request that was told to wait.</param>
/// <param name="Until">When it no longer counts as waiting, unless it asks again.</param>
internal sealed record WaitingRequest(AcquireBucket Request, TimeSpan Until);

/// <summary>How often a bucket went wrong since it was last done.</summary>
/// <param name="Bucket">The pair of partitions that is trained.</param>
/// <param name="Failures">Trainers gave it up as failed.</param>
/// <param name="Losses">Nodes died, or fell silent, while they trained it.</param>
/// <param name="LastReason">The last time's reason, for people.</param>
internal sealed record BucketTrouble(Bucket Bucket, int Failures, int Losses, string LastReason);
