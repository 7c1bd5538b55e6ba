using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Local;

/// <summary>One machine's answer to <see cref="IPartitionStore"/>: the checkpoint directory.</summary>
/// <remarks>
/// A table checked in is written at the next version at once, so that a pass needs memory for its current bucket only
/// and what is on disk at the committed version stays whole until the next one is. A model of a single bucket keeps
/// its tables in memory between passes. PBG: the checkpoint manager's dirty set. One call at a time.
/// </remarks>
public sealed class FilePartitionStore : IPartitionStore, IDisposable
{
    private readonly ModelPlan _plan;
    private readonly CheckpointDirectory _checkpoint;
    private readonly InitialTables _initial;
    private readonly HashSet<PartitionId> _dirty = [];
    private readonly Dictionary<PartitionId, long> _idle = [];
    private readonly Dictionary<PartitionId, EmbeddingTable> _kept = [];
    private readonly Func<CheckpointMetadata> _metadata;

    /// <summary>Opens the store.</summary>
    /// <param name="plan">Types and counts.</param>
    /// <param name="checkpoint">Where tables lie.</param>
    /// <param name="initial">Where a table comes from that no checkpoint has.</param>
    /// <param name="metadata">Describes the pass that writes.</param>
    public FilePartitionStore(
        ModelPlan plan, CheckpointDirectory checkpoint, InitialTables initial, Func<CheckpointMetadata> metadata)
    {
        _plan = plan;
        _checkpoint = checkpoint;
        _initial = initial;
        _metadata = metadata;
        Version = checkpoint.ReadVersion();
    }

    /// <summary>The committed version: passes done.</summary>
    public int Version { get; private set; }

    /// <summary>Vectors that no gradient had moved when their tables were last checked in.</summary>
    public long IdleVectors => _idle.Values.Sum();

    /// <inheritdoc/>
    /// <remarks>The pass as a whole is the unit that a crash may undo.</remarks>
    public bool KeepsEveryBucket => false;

    /// <inheritdoc/>
    /// <exception cref="CheckpointMismatchException">When a committed version lacks the table.</exception>
    public EmbeddingTable CheckOut(BucketLease lease, PartitionId partition)
    {
        if (_kept.Remove(partition, out EmbeddingTable? kept))
        {
            return kept;
        }

        EntityType type = _plan.TypeOf(partition.EntityType);
        EmbeddingTable table = new(type.Counts[partition.Index], type.Dim);
        try
        {
            Fill(partition, table);
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void CheckIn(BucketLease lease, PartitionId partition, EmbeddingTable table)
    {
        _checkpoint.WriteEmbeddings(
            partition, Version + 1, table, _metadata(), new EmbeddingOptimizerState(_plan.Settings.Lr));
        _dirty.Add(partition);
        _idle[partition] = IdleRows.Count(table);
        if (_plan.BucketCount == 1)
        {
            _kept.Add(partition, table);
        }
        else
        {
            table.Dispose();
        }
    }

    /// <summary>Turns to the next version, after it was committed.</summary>
    public void Advance()
    {
        Version++;
        _dirty.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EmbeddingTable table in _kept.Values)
        {
            table.Dispose();
        }

        _kept.Clear();
    }

    private void Fill(PartitionId partition, EmbeddingTable table)
    {
        int version = _dirty.Contains(partition) ? Version + 1 : Version;
        if (_checkpoint.TryReadEmbeddings(partition, version, table))
        {
            TrainingDivergedException.ThrowIfBroken(table, $"the table of {partition} in {_checkpoint.Root}");
            return;
        }

        if (version > 0)
        {
            // Differs: PBG starts such a table anew without a word, which loses what was learnt.
            throw new CheckpointMismatchException(
                $"checkpoint {_checkpoint.Root} is at version {version}, but has no table of {partition} at it");
        }

        _initial.Fill(partition, table);
    }
}

/// <summary>Where a table comes from at the start of a run: another checkpoint, or random numbers.</summary>
/// <param name="other">PBG's <c>init_path</c>, or none.</param>
/// <param name="seed">Starts the random numbers.</param>
/// <param name="scale">Their standard deviation: PBG's <c>init_scale</c>.</param>
public sealed class InitialTables(CheckpointDirectory? other, ulong seed, float scale)
{
    private const long StreamsPerPartition = 1L << 40;

    /// <summary>Fills a new table.</summary>
    /// <remarks>
    /// Differs: PBG repeats one block of 1,000,003 numbers in large tables; here all are independent.
    /// </remarks>
    public void Fill(PartitionId partition, EmbeddingTable table)
    {
        if (other is not null && other.TryReadEmbeddings(partition, other.ReadVersion(), table))
        {
            TrainingDivergedException.ThrowIfBroken(table, $"the table of {partition} in init_path {other.Root}");
            return;
        }

        long first = (StableHash(partition) % (1L << 20)) * StreamsPerPartition;
        for (long row = 0; row < table.RowCount; row++)
        {
            CounterRandom.FillNormal(seed, first + (row * table.Dim), table.Row(row), scale);
        }
    }

    /// <summary>FNV-1a over the name: the same on every machine and in every process.</summary>
    private static long StableHash(PartitionId partition)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in partition.ToString())
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        return (long)(hash >> 1);
    }
}
