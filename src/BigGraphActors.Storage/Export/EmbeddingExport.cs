using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
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
