using System.Diagnostics;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>Turns vectors that exist as text into a checkpoint of version 0, with its entities.</summary>
/// <remarks>
/// Streams: one partition is in memory at a time, whatever the file's size. A first reading checks counts and names.
/// All files are staged and take their places together, so a failure leaves what was there before. Version 0 is what
/// PBG calls initial values, so a training begins from it, and evaluation, neighbours and export take it as it is.
/// There is no state of the optimiser in such files, and global embeddings are already added to the rows.
/// </remarks>
public static class EmbeddingImport
{
    /// <summary>Reads vectors from text and writes a checkpoint of version 0.</summary>
    /// <param name="request">What, and where to.</param>
    /// <param name="progress">Is told the bytes read and those of the file; may be none.</param>
    /// <param name="stop">Cancels between two blocks of the file.</param>
    /// <exception cref="EdgeListException">A file cannot be read; names file, line and reason.</exception>
    /// <exception cref="SettingsException">The settings do not fit: several types, another dimension.</exception>
    /// <exception cref="IOException">Something is there already, or cannot be written.</exception>
    public static EmbeddingImportReport Run(
        EmbeddingImportRequest request, Action<long, long>? progress, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        using EmbeddingImportRun run = new(request);
        run.ReadEntities(progress, stop);
        run.ReadRelations(stop);
        run.Finish();
        return run.Report(clock.Elapsed);
    }
}

/// <summary>Vectors that exist as text, and the run that they are to become a checkpoint of.</summary>
public sealed record EmbeddingImportRequest
{
    /// <summary>
    /// Entity type (one), partitions, dimension, relations, <c>entity_path</c>, <c>checkpoint_path</c>.
    /// </summary>
    public required RunSettings Settings { get; init; }

    /// <summary>
    /// Vectors, plain, gzip or zstd: PBG's export (name, then values, parted by tabs), the same with blanks, or the
    /// layout of the published Wikidata vectors, which begins with a line of three counts and holds the relations too.
    /// </summary>
    public required string EntitiesFile { get; init; }

    /// <summary>PBG's export of relation parameters; none where the first file holds them, or there are none.</summary>
    public string? RelationsFile { get; init; }

    /// <summary>Replaces entities and a checkpoint that are there.</summary>
    public bool Overwrite { get; init; }
}

/// <summary>What became a checkpoint.</summary>
/// <param name="Layout">How the file was understood, in words.</param>
/// <param name="Entities">Rows written.</param>
/// <param name="Dim">Elements of a row.</param>
/// <param name="Relations">Relations whose parameters were written; 0 where there were none.</param>
/// <param name="EntityPath">Where counts and names are.</param>
/// <param name="CheckpointPath">Where tables and parameters are, as version 0.</param>
/// <param name="Elapsed">Time by the clock.</param>
public sealed record EmbeddingImportReport(
    string Layout,
    long Entities,
    int Dim,
    int Relations,
    string EntityPath,
    string CheckpointPath,
    TimeSpan Elapsed);

/// <summary>One import of vectors, from its first line to its files.</summary>
internal sealed class EmbeddingImportRun : IDisposable
{
    private readonly EmbeddingImportRequest _request;
    private readonly RunSettings _settings;
    private readonly string _type;
    private readonly int _partitions;
    private readonly int _dim;
    private readonly EntityDirectory _entities;
    private readonly CheckpointDirectory _checkpoint;
    private readonly RelationRows _relations;
    private readonly ImportStaging _staging = new();
    private VectorHeader? _header;
    private EntityDirectory _newEntities;
    private CheckpointDirectory _newCheckpoint;
    private TableSink? _sink;

    public EmbeddingImportRun(EmbeddingImportRequest request)
    {
        _request = request;
        _settings = request.Settings;
        if (_settings.Entities.Count != 1)
        {
            throw Refused("entities", "vectors can only be imported for a single entity type: the text names none");
        }

        (_type, EntitySettings type) = _settings.Entities[0];
        _partitions = type.NumPartitions;
        _dim = type.Dimension ?? _settings.Dimension;
        _entities = new EntityDirectory(_settings.EntityPath);
        _checkpoint = new CheckpointDirectory(_settings.CheckpointPath);
        (_newEntities, _newCheckpoint) = (_entities, _checkpoint);
        _relations = new RelationRows(_settings, _dim);
        RefuseOldFiles();
    }

    public void ReadEntities(Action<long, long>? progress, CancellationToken stop)
    {
        string path = _request.EntitiesFile;
        _header = ReadHeader(stop);
        RefuseRelationsWithoutRow(path);
        long rows = VectorScan.CountEntities(path, _header, _dim, _relations.PublishedLength > 0, stop);
        _newEntities = new EntityDirectory(_staging.Stage(
            _settings.EntityPath, name => GraphOutput.IsEntityFile(_settings, name)));
        _newCheckpoint = new CheckpointDirectory(_staging.Stage(_settings.CheckpointPath, IsInitialFile));
        _sink = new TableSink(
            _type, new PartitionCut(rows, _partitions), _dim, (_newEntities, _newCheckpoint, Metadata(null)));
        VectorLines.Walk(path, ReadLine, progress, stop);
    }

    public void ReadRelations(CancellationToken stop)
    {
        if (_request.RelationsFile is { } path)
        {
            VectorLines.Walk(
                path,
                (line, number) =>
                {
                    if (_relations.AddExported(line) is { } fault)
                    {
                        throw new EdgeListException(path, number, fault);
                    }
                },
                null,
                stop);
        }
    }

    public void Finish()
    {
        _relations.RequireWhole(_request.RelationsFile ?? _request.EntitiesFile);
        if (_settings.DynamicRelations)
        {
            _newEntities.WriteRelationCount(_relations.Names.Count);
            _newEntities.WriteRelationNames(_relations.Names);
        }
        else
        {
            _newEntities.WriteRelationNames(_settings.Relations.Select(relation => relation.Name));
        }

        ImportSeal seal = new(_staging, _settings.EntityPath);
        seal.RefuseToOrphan([], _settings.EdgePaths);
        seal.WriteEntities(_newEntities.Root, []);
        _newCheckpoint.WriteModel(
            0, new ModelState(_relations.ToParameters(), null), Metadata(seal.Identity?.ToText()));
        _newCheckpoint.WriteConfig(PbgConfigJson.Write(_settings));
        _newCheckpoint.CommitVersion(0);
        _staging.Commit();
    }

    public EmbeddingImportReport Report(TimeSpan elapsed) => new(
        _header switch
        {
            null => "a name and its values on each line",
            { Relations: 0 } => "a line of counts, then a name and its values on each line, as word2vec writes them",
            _ => "the published Wikidata vectors",
        },
        _sink!.Count,
        _dim,
        _settings.DynamicRelations ? _relations.Names.Count : _settings.Relations.Count,
        _entities.Root,
        _checkpoint.Root,
        elapsed);

    public void Dispose()
    {
        _sink?.Dispose();
        _staging.Dispose();
    }

    private static bool IsInitialFile(string name) =>
        name is "config.json" or CheckpointDirectory.VersionName
        || CheckpointFileName.Parse(name) is { Version: 0 };

    private VectorHeader? ReadHeader(CancellationToken stop)
    {
        byte[] start = VectorLines.First(_request.EntitiesFile, stop);
        TextLines lines = new(start);
        lines.MoveNext();
        if (VectorLine.ReadHeader(lines.Current) is not { } header)
        {
            VectorShape.Demand(_request.EntitiesFile, start, _dim);
            return null;
        }

        // Two or three numbers may also be a name and a vector of one or two elements.
        if (header.Dim != _dim)
        {
            return VectorLine.Read(lines.Current, new float[_dim], out _) is null ? null : throw Refused(
                "dimension", $"is {_dim}, but the vectors of {_request.EntitiesFile} have {header.Dim}");
        }

        VectorShape.Demand(_request.EntitiesFile, start, _dim);

        return header;
    }

    private void ReadLine(ReadOnlySpan<byte> line, long number)
    {
        if (number == 1 && _header is not null)
        {
            return;
        }

        string? fault;
        if (!_sink!.IsFull)
        {
            fault = VectorLine.Read(line, _sink.Next, out ReadOnlySpan<byte> name);
            if (fault is null)
            {
                _sink.Add(name);
            }
        }
        else
        {
            fault = ReadRelation(line);
        }

        if (fault is not null)
        {
            throw new EdgeListException(_request.EntitiesFile, number, fault);
        }
    }

    private string? ReadRelation(ReadOnlySpan<byte> line)
    {
        if (_header is not { Relations: > 0 } || !_settings.DynamicRelations)
        {
            return "there are more lines than vectors; relations need dynamic_relations = true";
        }

        float[] row = new float[_relations.PublishedLength];
        return VectorLine.Read(line, row, out ReadOnlySpan<byte> name) ?? _relations.AddPublished(name, row);
    }

    private void RefuseRelationsWithoutRow(string path)
    {
        if (_header is { Relations: > 0 } && _settings.DynamicRelations && _relations.PublishedLength < 0)
        {
            throw Refused(
                "relations.0.operator",
                $"has several parameters, and {path} has room for one a relation; choose another operator");
        }
    }

    private CheckpointMetadata Metadata(string? identity) => new()
    {
        Identity = identity,
        ConfigJson = PbgConfigJson.Write(_settings),
        EpochCount = _settings.NumEpochs,
        EpochIndex = 0,
        EdgePathCount = _settings.EdgePaths.Count,
        EdgePathIndex = 0,
        EdgePath = _settings.EdgePaths.FirstOrDefault(""),
        EdgeSliceCount = 1,
        EdgeSliceIndex = 0,
    };

    private void RefuseOldFiles()
    {
        bool isTrained = _checkpoint.ReadVersion() > 0;
        string? there = File.Exists(_entities.CountPath(new PartitionId(_type, 0))) ? _entities.Root
            : isTrained || File.Exists(_checkpoint.ModelPath(0)) ? _checkpoint.Root
            : null;
        if (there is not null && !_request.Overwrite)
        {
            throw new IOException($"{there} is in use already; choose another folder in the configuration, or --force");
        }

        if (isTrained)
        {
            throw new IOException(
                $"{_checkpoint.Root} holds a trained checkpoint of version {_checkpoint.ReadVersion()}, which is never "
                + "replaced; choose another checkpoint_path");
        }
    }

    private static SettingsException Refused(string key, string text) =>
        new([new SettingsProblem(BigGraphActors.Schema.Hocon.SourcePosition.Of("import embeddings"), key, text)]);
}
