using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>
/// A checkpoint's committed version, read only: shared parameters at once, tables as they are asked for.
/// </summary>
/// <remarks>The version stays readable while a training replaces it.</remarks>
public sealed class TrainedModel : IDisposable
{
    private readonly ModelPlan _plan;
    private readonly CheckpointDirectory _checkpoint;
    private readonly HeldCheckpoint? _held;
    private readonly Dictionary<PartitionId, EmbeddingTable> _tables = [];
    private readonly InitialTables? _initial;
    private readonly SortedDictionary<string, string> _faults = new(StringComparer.Ordinal);

    /// <summary>Reads the shared parameters.</summary>
    /// <param name="plan">What the settings expect.</param>
    /// <exception cref="CheckpointMismatchException">When there is no checkpoint, or it does not fit.</exception>
    public TrainedModel(ModelPlan plan)
    {
        _plan = plan;
        _held = new CheckpointDirectory(plan.Settings.CheckpointPath).HoldCommitted();
        _checkpoint = _held.Directory;
        Version = _held.Version;
        Model = new SharedModel(plan);
        try
        {
            ModelState state = _checkpoint.TryReadModel(Version) ?? throw new CheckpointMismatchException(
                $"{_checkpoint.Root} holds no checkpoint: it has no model file of version {Version}. Was it trained?");
            Model.LoadFrom(state);
            NoteFaults(state);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private TrainedModel(ModelPlan plan, CheckpointDirectory? initial)
    {
        RunSettings settings = plan.Settings;
        _plan = plan;
        _checkpoint = new CheckpointDirectory(settings.CheckpointPath);
        _initial = new InitialTables(initial, (ulong)(settings.Seed ?? 0), (float)settings.InitScale);
        Model = new SharedModel(plan);
        if (initial?.TryReadModel(initial.ReadVersion()) is { } state)
        {
            Model.LoadFrom(state);
        }
    }

    private void NoteFaults(ModelState state)
    {
        foreach (ModelParameter parameter in state.Parameters.Where(p => !p.Values.All(float.IsFinite)))
        {
            string path = StoragePath.Show(_checkpoint.ModelPath(Version));
            _faults[parameter.Key] = $"{path}: the parameter {parameter.Key} holds values that are not a number "
                + "(NaN or infinite); all figures of its relations are worthless.";
        }
    }

    /// <summary>What a new run would start from: <c>init_path</c>, or random numbers; no checkpoint is read.</summary>
    /// <param name="plan">What the settings expect; without a seed, 0 is taken.</param>
    public static TrainedModel Untrained(ModelPlan plan) =>
        new(plan, InitialCheckpoint.Open(plan.Settings, version: 0));

    /// <summary>The committed version; 0 for what is untrained.</summary>
    public int Version { get; }

    /// <summary>Operators and global embeddings.</summary>
    public SharedModel Model { get; }

    /// <summary>Values that are not a number in what was read so far; a sentence a file.</summary>
    public IReadOnlyCollection<string> Faults => _faults.Values;

    /// <summary>The table of a partition; owned by this object.</summary>
    public EmbeddingTable TableOf(PartitionId partition)
    {
        if (_tables.TryGetValue(partition, out EmbeddingTable? known))
        {
            return known;
        }

        EntityType type = _plan.TypeOf(partition.EntityType);
        EmbeddingTable table = new(type.Counts[partition.Index], type.Dim);
        _tables.Add(partition, table);
        if (_initial is not null)
        {
            _initial.Fill(partition, table);
            return table;
        }

        if (!_checkpoint.TryReadEmbeddings(partition, Version, table))
        {
            throw new CheckpointMismatchException(
                $"{_checkpoint.Root} has no table of {partition} at version {Version}");
        }

        if (FiniteRows.FindAllBroken(table) is [long first, ..] broken)
        {
            string path = _checkpoint.EmbeddingsPath(partition, Version);
            _faults[path] = $"{StoragePath.Show(path)}: {broken.Count:N0} of {table.RowCount:N0} vectors hold a "
                + $"value that is not a number (NaN or infinite), the first in row {first}. An edge of "
                + "such a vector ranks last, and as a candidate it never wins.";
        }

        return table;
    }

    /// <summary>The tables of a bucket.</summary>
    /// <param name="bucket">The pair of partitions whose tables are read.</param>
    /// <param name="keepAll">Keeps the tables of other buckets in memory too.</param>
    public BucketTables Load(Bucket bucket, bool keepAll)
    {
        HashSet<PartitionId> needed = [.. _plan.PartitionsOf(bucket)];
        PartitionId[] others = [.. _tables.Keys.Where(partition => !keepAll && !needed.Contains(partition))];
        foreach (PartitionId other in others)
        {
            _tables.Remove(other, out EmbeddingTable? table);
            table!.Dispose();
        }

        return new BucketTables(bucket, needed.ToDictionary(partition => partition, TableOf));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (EmbeddingTable table in _tables.Values)
        {
            table.Dispose();
        }

        Model.Dispose();
        _held?.Dispose();
    }
}
