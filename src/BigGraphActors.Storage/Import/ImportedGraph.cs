using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>A graph on its way from text to files, step by step.</summary>
/// <remarks>
/// 1. <see cref="Read"/> lays names and edges aside, parted by the hashes of names.
/// 2. <see cref="Number"/> gives every name its row, and <see cref="WriteNames"/> writes them.
/// 3. <see cref="SortEdges"/> puts rows in the place of names and sorts edges into buckets.
/// 4. <see cref="WriteEdges"/> puts each bucket in order and writes it.
/// </remarks>
internal sealed class ImportedGraph : IDisposable
{
    private readonly ImportPlan _plan;
    private readonly SpillStore _store;
    private readonly GraphVocabulary _names;
    private readonly GraphScan _scan;
    private readonly BucketGrid _grid;
    private readonly List<EdgeFileReader> _readers = [];
    private readonly List<ListPlaces> _places = [];
    private ImportMemory _memory;
    private GraphNumbering? _numbering;
    private EdgeBuckets? _buckets;
    private IReadOnlyList<long> _dropped = [];

    /// <summary>Prepares an import; nothing is read or written yet.</summary>
    /// <param name="plan">Lists, columns, types and where to.</param>
    /// <param name="seed">Where the order of rows comes from.</param>
    /// <param name="memory">What may be used.</param>
    /// <param name="scratch">The folder for what memory does not hold.</param>
    public ImportedGraph(ImportPlan plan, long seed, ImportMemory memory, string scratch)
    {
        (_plan, _memory) = (plan, memory);
        _grid = BucketGrid.Of(plan.Settings);
        // Too many buckets are refused before anything is read.
        _ = memory.PageBytesFor((long)_grid.Count * plan.Import.Files.Count);
        _store = new SpillStore(scratch, memory.KeptBytes);
        _names = new GraphVocabulary(plan.Settings, plan.Import.FeatureDelimiter, seed);
        bool counts = plan.Import.EntityMinCount > 1 || (_names.IsDynamic && plan.Import.RelationMinCount > 1);
        _scan = new GraphScan(_names, memory, _store, plan.Import.WeightColumn is not null, counts);
    }

    /// <summary>Edges that were read.</summary>
    public long ReadCount => _readers.Sum(reader => reader.Counts.Edges);

    /// <summary>Edges that are left when rare entities and relations are dropped.</summary>
    public long KeptCount => ReadCount - _dropped.Sum();

    private GraphNumbering Numbering =>
        _numbering ?? throw new InvalidOperationException("the graph must be numbered first");

    private EdgeBuckets Buckets =>
        _buckets ?? throw new InvalidOperationException("the edges must be sorted first");

    /// <summary>Reads all edge lists into one space of names.</summary>
    public void Read(RejectionLog rejections, ProgressMeter meter, CancellationToken stop)
    {
        foreach (string file in _plan.Import.Files)
        {
            meter.File = file;
            EdgeFileReader reader = new(file, _plan.Import, _scan, rejections);
            long before = ReadCount;
            long firstPlace = _scan.PlacesTaken;
            reader.Read(meter, before, stop);
            _readers.Add(reader);
            _places.Add(new ListPlaces(firstPlace, _scan.PlacesTaken - firstPlace, reader.Counts.Edges));
            HeaderWords.DemandSame(_readers[0], reader);
        }

        _scan.Complete();
        meter.Send(0, ReadCount, null);
    }

    /// <summary>Gives every name its final number.</summary>
    public void Number(ProgressMeter meter, CancellationToken stop)
    {
        RelationNumbering relations = _names.IsDynamic
            ? RelationNumbering.Dynamic(
                _names.Relations,
                _scan.CountRelations(),
                _plan.Import.RelationMinCount,
                new SeededSequence(_names.Seed, 0))
            : RelationNumbering.Static(_names.StaticNames.Count);
        _numbering = new GraphNumbering(_names, _memory, relations, _store);
        using NameSorter sorter = new(_scan, _numbering, _plan, _store);
        sorter.Sort(() => meter.Report(0, 0, ReadCount), stop);
        _numbering.Complete([.. _plan.Settings.Entities.Select(entity => entity.Value.NumPartitions)]);
        _memory = _memory with { WorkBytes = _memory.WorkBytes - _numbering.Bags.Sum(bags => bags?.Bytes ?? 0) };
    }

    /// <summary>Writes counts and names.</summary>
    public void WriteNames(IGraphFiles files, string entityFolder, CancellationToken stop) =>
        new GraphOutput(files, Numbering).WriteNames(entityFolder, stop);

    /// <summary>Puts numbers in the place of names, and sorts the edges into buckets.</summary>
    public void SortEdges(ProgressMeter meter, CancellationToken stop)
    {
        _buckets = new EdgeBuckets(
            Numbering, _grid, _plan.Import.SpreadUnpartitioned, _places, _memory, _scan.Form, _store);
        using EdgeJoin join = new(_scan, Numbering, _buckets, _store);

        // Two passes go over every edge, so that each counts half.
        join.Run(_memory, () => meter.Report(0, join.Done / 2, ReadCount), stop);
        _dropped = join.Dropped;
        meter.Send(0, ReadCount, ReadCount);
    }

    /// <summary>Writes the edges.</summary>
    public void WriteEdges(
        IGraphFiles files, IReadOnlyList<string> edgeFolders, ProgressMeter meter, CancellationToken stop)
    {
        GraphOutput output = new(files, Numbering);
        using BucketRuns runs = new(Buckets, _memory, _store);
        long written = 0;
        for (int i = 0; i < edgeFolders.Count; i++)
        {
            meter.File = _plan.EdgePaths[i];
            DiskSpace.Demand(edgeFolders[i], (_places[i].Edges - _dropped[i]) * 3 * sizeof(long));
            output.WriteEdges(
                edgeFolders[i],
                Buckets,
                runs,
                i,
                _grid,
                count => meter.Report(0, written += count, KeptCount),
                stop);
        }

        meter.Send(0, written, KeptCount);
    }

    /// <summary>Adds up what was done.</summary>
    /// <param name="rejections">The lines that were no edges, with their reasons.</param>
    /// <param name="seal">The identity of the names.</param>
    /// <param name="elapsed">How long it took.</param>
    public ImportReport Report(RejectionLog rejections, ImportSeal seal, TimeSpan elapsed)
    {
        List<string> notes = ImportNotes.Of(_plan, Numbering, _readers);
        ImportNotes.AddStaleCheckpoint(notes, _plan.Settings.CheckpointPath, seal);

        List<ImportedFile> files = [.. _readers.Select((reader, index) => FileReport(reader, index))];
        RelationNumbering relations = Numbering.Relations;
        return new ImportReport
        {
            Seed = _names.Seed,
            Identity = seal.Identity,
            Files = files,
            EntityTypes =
            [
                .. _names.EntityTypes.Select((name, type) => new ImportedEntityType(
                    name,
                    Numbering.Cuts[type].Count,
                    Numbering.Dropped[type],
                    Numbering.Cuts[type].Partitions)),
            ],
            Relations = relations.Order.Length,
            DroppedRelations = relations.NewNumbers.Length - relations.Order.Length,
            Buckets = (_grid.LhsParts, _grid.RhsParts),
            Edges = files.Sum(file => file.Edges),
            RejectedCount = rejections.Count,
            Rejected = rejections.First,
            RejectedFile = rejections.Count == 0
                ? null
                : Path.Combine(_plan.Settings.EntityPath, EdgeListImport.RejectedFileName),
            Notes = notes,
            Elapsed = elapsed,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buckets?.Dispose();
        _numbering?.Dispose();
        _scan.Dispose();
        _names.Dispose();
        _store.Dispose();
    }

    private ImportedFile FileReport(EdgeFileReader reader, int index) => new()
    {
        Path = _plan.Import.Files[index],
        EdgePath = _plan.EdgePaths[index],
        Delimiter = reader.Delimiter,
        Lines = reader.Counts.Lines,
        Headers = reader.Counts.Headers,
        Comments = reader.Counts.Comments,
        Blank = reader.Counts.Blank,
        Continued = reader.Counts.Continued,
        Rejected = reader.Counts.Rejected,
        Dropped = _dropped[index],
        Edges = reader.Counts.Edges - _dropped[index],
    };
}
