using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Numerics.Random;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>Where a table comes from at the start of a run: another checkpoint, or random numbers.</summary>
/// <param name="other">PBG's <c>init_path</c>, or none.</param>
/// <param name="seed">Starts the random numbers.</param>
/// <param name="scale">Their standard deviation: PBG's <c>init_scale</c>.</param>
public sealed class InitialTables(CheckpointDirectory? other, ulong seed, float scale)
{
    private const long StreamsPerPartition = 1L << 40;

    /// <summary>Fills a new table.</summary>
    /// <remarks>
    /// Differs: all initial values are independent. PBG repeats one block of 1,000,003 numbers in large tables.
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

/// <summary>The checkpoint that a new run starts from: PBG's <c>init_path</c>.</summary>
public static class InitialCheckpoint
{
    /// <summary>Opens the checkpoint that the run starts from.</summary>
    /// <param name="settings">Whose <c>init_path</c> names it.</param>
    /// <param name="version">The run's own committed version: above 0 nothing is taken from it any more.</param>
    /// <returns>The checkpoint, or none where the settings name none.</returns>
    /// <exception cref="CheckpointMismatchException">A new run has nothing to start from there.</exception>
    /// <remarks>
    /// PBG: tables or parameters that it lacks start at random.
    /// Differs: an init_path that is missing is an error. PBG makes the folder and starts at random.
    /// </remarks>
    public static CheckpointDirectory? Open(RunSettings settings, int version)
    {
        if (settings.InitPath is not { } path)
        {
            return null;
        }

        CheckpointDirectory initial = new(path);
        int start = initial.ReadVersion();
        if (version == 0 && !File.Exists(initial.ModelPath(start)) && initial.FindPartitions(start).Count == 0)
        {
            throw new CheckpointMismatchException(
                $"init_path {initial.Root} holds no checkpoint: it has neither a table nor a model of version {start}");
        }

        return initial;
    }
}
