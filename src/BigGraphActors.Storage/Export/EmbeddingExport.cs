using System.Diagnostics;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Output;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Export;

/// <summary>Turns a checkpoint into text: one file of entity vectors, one of relation parameters.</summary>
/// <remarks>
/// Both are byte for byte what PBG writes for the same checkpoint, unless asked for more. They appear under their
/// names when complete; a failure leaves none. PBG: <c>torchbiggraph_export_to_tsv</c>.
/// </remarks>
public static class EmbeddingExport
{
    /// <summary>Writes the vectors and relation parameters of a committed version as text.</summary>
    /// <param name="request">What, and where to.</param>
    /// <param name="observer">Is told the progress, on the calling thread, at most every 100 ms; may be none.</param>
    /// <param name="stop">Cancels; no file is left behind.</param>
    /// <exception cref="IOException">
    /// There is no checkpoint or a part of it is missing, a file is there already, or the disk is full.
    /// </exception>
    /// <exception cref="CorruptFileException">A file is damaged or does not fit the settings.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ExportReport Run(ExportRequest request, Action<ExportProgress>? observer, CancellationToken stop)
    {
        using HeldCheckpoint held = new CheckpointDirectory(request.Settings.CheckpointPath).HoldCommitted();
        CheckpointDirectory checkpoint = held.Directory;
        int version = request.Version ?? held.Version;
        ModelState model = checkpoint.TryReadModel(version) ?? throw new FileNotFoundException(
            $"{checkpoint.ModelPath(version)}: there is no version {version} in this checkpoint; train first",
            checkpoint.ModelPath(version));

        ExportSource source = new(request, checkpoint, version, model);
        ExportMeter meter = new(observer, source.EntityCount, stop);
        List<string> notes = [];
        using OutputFile? entities = Start(request.EntitiesFile, request.Overwrite);
        using OutputFile? relations = Start(request.RelationsFile, request.Overwrite);
        TsvWriter? entityText = entities is null ? null : new TsvWriter(entities.Stream);
        TsvWriter? relationText = relations is null ? null : new TsvWriter(relations.Stream);
        List<KeyValuePair<string, long>> counts =
            entityText is null ? [] : WriteEntities(source, entityText, notes, meter);
        int lines = relationText is null ? 0 : WriteRelations(source, relationText);
        AddNotes(notes, request.EntitiesFile, entityText);
        AddNotes(notes, request.RelationsFile, relationText);
        stop.ThrowIfCancellationRequested();
        entityText?.Flush();
        relationText?.Flush();
        entities?.Complete();
        relations?.Complete();
        return new ExportReport
        {
            Version = version,
            Entities = counts,
            RelationLines = lines,
            Bytes = (entityText?.Length ?? 0) + (relationText?.Length ?? 0),
            IsInStandardOutput = entities is { IsStandardOutput: true } || relations is { IsStandardOutput: true },
            Notes = notes,
            Elapsed = meter.Elapsed,
        };
    }

    private static OutputFile? Start(string? path, bool overwrite) =>
        path is null ? null : OutputFile.Create(path, overwrite);

    private static List<KeyValuePair<string, long>> WriteEntities(
        ExportSource source, TsvWriter writer, List<string> notes, ExportMeter meter)
    {
        EntityText text = new(source.Names, writer, meter);
        List<KeyValuePair<string, long>> counts = [];
        foreach ((string type, EntitySettings entity) in source.Settings.Entities)
        {
            if (!source.HasVectors(type))
            {
                notes.Add($"No relation uses the entity type '{type}', so it has no vectors.");
                continue;
            }

            long rows = 0;
            for (int index = 0; index < entity.NumPartitions; index++)
            {
                PartitionId partition = new(type, index);
                rows += text.Write(partition, source.Open(partition), source.GlobalOf(type), source.WithType);
            }

            counts.Add(new(type, rows));
        }

        return counts;
    }

    private static int WriteRelations(ExportSource source, TsvWriter writer)
    {
        RelationText text = new(source.Settings, source.Model, source.ModelPath, writer);
        text.Write(source.RelationNames());
        return text.Lines;
    }

    private static void AddNotes(List<string> notes, string? path, TsvWriter? writer)
    {
        if (writer?.EscapedNames > 0)
        {
            notes.Add(
                $"{writer.EscapedNames:N0} names hold tabs or line breaks; they are written as \\t, \\n, \\r.");
        }

        if (writer?.BrokenRows > 0)
        {
            notes.Add(
                $"{writer.BrokenRows:N0} lines of {path} hold values that are not a number (NaN or infinite), as "
                + "the checkpoint has them.");
        }
    }
}

/// <summary>What of a checkpoint becomes text, and where.</summary>
public sealed record ExportRequest
{
    /// <summary>Entities, relations, <c>global_emb</c>, <c>entity_path</c> and <c>checkpoint_path</c>.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The file for the entities' vectors; none leaves them out.</summary>
    public string? EntitiesFile { get; init; }

    /// <summary>The file for the relations' parameters; none leaves them out.</summary>
    public string? RelationsFile { get; init; }

    /// <summary>The version to export; none takes the committed one.</summary>
    public int? Version { get; init; }

    /// <summary>Replaces files that are there; otherwise they are an error, as in PBG.</summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Puts the entity type into a column before the name. Differs: the export can name the entity type
    /// (<c>--with-type</c>), which separates entities of one name. PBG cannot.
    /// </summary>
    public bool WithType { get; init; }
}

/// <summary>One version of a checkpoint, with the names that belong to it.</summary>
internal sealed class ExportSource(ExportRequest request, CheckpointDirectory checkpoint, int version, ModelState model)
{
    /// <summary>The settings of the run that is exported.</summary>
    public RunSettings Settings => request.Settings;

    /// <summary>The shared parameters.</summary>
    public ModelState Model => model;

    /// <summary>Path of the file that holds the shared parameters.</summary>
    public string ModelPath => checkpoint.ModelPath(version);

    /// <summary>Where the names stand.</summary>
    public EntityDirectory Names { get; } = new(request.Settings.EntityPath);

    /// <summary>Whether rows begin with the entity type.</summary>
    public bool WithType => request.WithType;

    /// <summary>Rows of all tables together, for the progress.</summary>
    public long EntityCount { get; } = request.Settings.Entities
        .SelectMany(entity => Enumerable.Range(0, entity.Value.NumPartitions)
            .Select(index => new PartitionId(entity.Key, index)))
        .Sum(partition => checkpoint.TryReadShape(partition, version)?.RowCount ?? 0);

    /// <summary>Opens a table; the caller disposes it.</summary>
    public Hdf5File Open(PartitionId partition) => checkpoint.Open(checkpoint.EmbeddingsPath(partition, version));

    /// <summary>Whether a type has tables. PBG: a type that no relation uses is never saved.</summary>
    public bool HasVectors(string type) =>
        Settings.Relations.Any(relation => relation.Lhs == type || relation.Rhs == type)
        || checkpoint.Has(checkpoint.EmbeddingsPath(new PartitionId(type, 0), version));

    /// <summary>What is added to each vector of a type; empty without global embeddings.</summary>
    /// <exception cref="CorruptFileException">The settings want one and the model has none.</exception>
    public float[] GlobalOf(string type)
    {
        if (!Settings.GlobalEmb)
        {
            return [];
        }

        string key = $"global_embs.emb_{type}";
        return model.Find(key)?.Values ?? throw new CorruptFileException(
            ModelPath, -1, $"the parameter {key}, since the settings have global_emb", "none");
    }

    /// <summary>The relations' names by number.</summary>
    /// <exception cref="CorruptFileException">The names of static relations are not those of the settings.</exception>
    /// <remarks>Differs: relation names can come from the settings. PBG's export needs the names file.</remarks>
    public IReadOnlyList<string> RelationNames()
    {
        IReadOnlyList<string> configured = [.. Settings.Relations.Select(relation => relation.Name)];
        if (!Settings.DynamicRelations && !File.Exists(Names.RelationNamesPath))
        {
            return configured;
        }

        IReadOnlyList<string> found = Names.ReadRelationNames();
        if (Settings.DynamicRelations || found.SequenceEqual(configured))
        {
            return found;
        }

        int first = Enumerable.Range(0, Math.Max(found.Count, configured.Count))
            .First(index => found.ElementAtOrDefault(index) != configured.ElementAtOrDefault(index));
        throw new CorruptFileException(
            Names.RelationNamesPath,
            -1,
            $"the settings' relation {first}, '{configured.ElementAtOrDefault(first)}'",
            $"'{found.ElementAtOrDefault(first)}'");
    }
}

/// <summary>Counts of an export that has ended.</summary>
public sealed record ExportReport
{
    /// <summary>The version of the checkpoint.</summary>
    public required int Version { get; init; }

    /// <summary>Entities by type, in the order of the file; none where no entities were asked for.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Entities { get; init; }

    /// <summary>Lines of relation parameters; an operator without parameters has none.</summary>
    public required int RelationLines { get; init; }

    /// <summary>Whether a file was the process's own standard output.</summary>
    public bool IsInStandardOutput { get; init; }

    /// <summary>Bytes of both files, before they are compressed.</summary>
    public required long Bytes { get; init; }

    /// <summary>What a person should know although nothing failed; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Time it took.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>How far an export is.</summary>
/// <param name="EntityType">The type in hand.</param>
/// <param name="Partition">The partition in hand, from 0.</param>
/// <param name="Entities">Entities written.</param>
/// <param name="EntitiesTotal">Entities to write.</param>
/// <param name="Elapsed">Time since the export began.</param>
public sealed record ExportProgress(
    string EntityType, int Partition, long Entities, long EntitiesTotal, TimeSpan Elapsed);

/// <summary>Passes progress on, but not more often than a person can read, and stops when asked to.</summary>
internal sealed class ExportMeter(Action<ExportProgress>? observer, long entitiesTotal, CancellationToken stop)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next;
    private long _entities;

    /// <summary>Time since the export began.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Notes rows that were written.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(PartitionId partition, int rows)
    {
        stop.ThrowIfCancellationRequested();
        _entities += rows;
        if (observer is not null && (_clock.Elapsed >= _next || _entities == entitiesTotal))
        {
            _next = _clock.Elapsed + Interval;
            observer(new ExportProgress(
                partition.EntityType, partition.Index, _entities, entitiesTotal, _clock.Elapsed));
        }
    }
}
