using BigGraphActors.Cluster.Checkpoints;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Tests.Simulation;

namespace BigGraphActors.Tests.Cluster.Checkpoints;

/// <summary>Where tables lie for <see cref="CrashingRun"/>: how often each bucket was trained into them.</summary>
internal interface ICountedTables
{
    ICheckpointFiles Files { get; }

    void WriteTable(PartitionGeneration table, int[] counts);

    int[]? TryReadTable(string name);

    void WriteModel(int version);
}

/// <summary>
/// Lock, trainer and publisher in one process that dies where it is told, and is started again until the run is done.
/// </summary>
internal sealed class CrashingRun(ICountedTables tables, LockPlan plan)
{
    private static readonly NodeName Trainer = new("only:1#1");

    private int _acknowledged;
    private long _request;

    /// <summary>Trains to the end.</summary>
    /// <param name="crashAt">The change at which the process dies; it is checked and started again.</param>
    /// <returns>Whether it died.</returns>
    public bool Train(int crashAt)
    {
        CrashingFiles dying = new(tables.Files) { CrashAt = crashAt };
        try
        {
            Live(dying);
            return false;
        }
        catch (CrashException)
        {
            CheckCommitted();
            Live(new CrashingFiles(tables.Files));
            return true;
        }
    }

    /// <summary>What the version file names is whole, and holds every bucket once for every pass.</summary>
    public void CheckCommitted()
    {
        int version = tables.Files.ReadVersion();
        if (version == 0)
        {
            return;
        }

        Assert.True(tables.Files.Exists(MemoryCheckpointFiles.Model(version)), "the model is missing");
        foreach (PartitionId part in plan.Layout.Buckets.SelectMany(plan.Layout.PartsOf).Distinct())
        {
            int[]? counts = tables.TryReadTable(GenerationName.Published(part, version));
            Assert.NotNull(counts);
            int[] expected = [.. plan.Layout.Buckets.Select(
                bucket => plan.Layout.PartsOf(bucket).Contains(part) ? version : 0)];
            Assert.Equal(expected, counts);
        }
    }

    private void Live(CrashingFiles files)
    {
        RunLedger ledger = RunLedger.Claim(files);
        BucketLockState state = BucketLockState.Recover(
            plan, ledger.Recovered, ledger.Committed, ledger.Incarnation, TimeSpan.Zero);
        int done = state.Passes.Where(pass => pass.Key >= state.Published).Sum(pass => pass.Value.Completed.Count);
        Assert.True(
            (state.Published * plan.Layout.Buckets.Count) + done >= _acknowledged, "an acknowledged bucket was lost");
        ledger.Begin(state.ToRecord());
        CheckpointPublisher publisher = new(files, preservationInterval: 2);
        publisher.Prepare(state.ToTakeover());
        if (state.Due is { } due)
        {
            Publish(files, publisher, due);
            Apply(ledger, ref state, new VersionPublished(due.Version));
        }

        // The trainer died with its process: the cluster would tell it so.
        Apply(ledger, ref state, new NodeLost(Trainer));
        while (true)
        {
            IReadOnlyList<LockEffect> effects = Apply(
                ledger, ref state, new AcquireBucket(++_request, Trainer, [.. state.Live.Keys], []));
            if (effects.OfType<SendReply>().Select(send => send.Reply).OfType<BucketGranted>().SingleOrDefault()
                is not { } granted)
            {
                Assert.Contains(effects.OfType<SendReply>(), send => send.Reply is RunOver);
                return;
            }

            TrainBucket(files, granted.Lease);
            effects = Apply(ledger, ref state, new CompleteBuckets(Trainer, [Finished(granted.Lease)]));
            _acknowledged++;
            foreach (DeleteTables delete in effects.OfType<DeleteTables>())
            {
                delete.Tables.ToList().ForEach(table => files.Delete(GenerationName.Working(table)));
            }

            foreach (PublishPass publish in effects.OfType<PublishPass>())
            {
                Publish(files, publisher, publish.Publication);
                CheckCommitted();
                Apply(ledger, ref state, new VersionPublished(publish.Publication.Version));
            }
        }
    }

    private static FinishedBucket Finished(BucketLease lease) => new(
        lease.Term,
        [.. lease.Bases.Select(table => table with { Generation = lease.Produces() })],
        new BucketReport { Training = new BatchStatistics(10, lease.Index, 0, 0, 0) });

    private static IReadOnlyList<LockEffect> Apply(RunLedger ledger, ref BucketLockState state, LockCommand command)
    {
        LockDecision decision = state.Apply(command, TimeSpan.Zero);
        ledger.Append(decision);
        state = decision.Next;
        return decision.Effects;
    }

    private void Publish(CrashingFiles files, CheckpointPublisher publisher, Publication publication) =>
        publisher.Publish(publication, version => files.Change(() => tables.WriteModel(version)));

    private void TrainBucket(CrashingFiles files, BucketLease lease)
    {
        foreach (PartitionGeneration table in lease.Bases)
        {
            int[] counts = GenerationName.Places(table).Select(tables.TryReadTable).OfType<int[]>().FirstOrDefault()
                ?? new int[plan.Layout.Buckets.Count];
            Assert.True(
                table.Generation == Generation.Published(0) || counts.Any(count => count > 0), $"{table} is lost");
            counts[plan.Layout.Buckets.ToList().IndexOf(lease.Bucket)]++;
            files.Change(() => tables.WriteTable(table with { Generation = lease.Produces() }, counts));
        }
    }
}
