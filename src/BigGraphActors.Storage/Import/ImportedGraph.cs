namespace BigGraphActors.Storage.Import;

/// <summary>
/// A graph on its way from text to files: names, edges, and from <see cref="Number"/> on the final numbers.
/// </summary>
internal sealed class ImportedGraph : IDisposable
{
    private readonly ImportPlan _plan;
    private readonly GraphVocabulary _names;
    private readonly List<EdgeFileReader> _readers = [];
    private readonly List<EdgeStore> _edges = [];
    private readonly BucketGrid _grid;
    private GraphNumbering? _numbering;

    private ImportedGraph(ImportPlan plan)
    {
        _plan = plan;
        _names = new GraphVocabulary(plan.Settings, plan.Import.FeatureDelimiter);
        _grid = BucketGrid.Of(plan.Settings);
    }

    /// <summary>Reads all edge lists into one space of names.</summary>
    public static ImportedGraph Read(
        ImportPlan plan, RejectionLog rejections, ProgressMeter meter, CancellationToken stop)
    {
        ImportedGraph graph = new(plan);
        try
        {
            foreach (string file in plan.Import.Files)
            {
                meter.File = file;
                EdgeFileReader reader = new(file, plan.Import, graph._names, rejections);
                long before = graph.ReadCount;
                graph._edges.Add(reader.Read(meter, before, stop));
                graph._readers.Add(reader);
                HeaderWords.DemandSame(graph._readers[0], reader);
            }

            meter.Send(0, graph.ReadCount, null);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    /// <summary>Gives everything its final number and sorts the edges by bucket, on all cores.</summary>
    public void Number(long seed, ProgressMeter meter, CancellationToken stop)
    {
        _numbering = GraphNumbering.Create(_names, _edges, _plan, seed);
        BucketSorter sorter = new(_names, _numbering, _grid, _plan.Import.SpreadUnpartitioned);
        ParallelOptions options = new() { CancellationToken = stop };
        foreach (EdgeStore store in _edges)
        {
            Parallel.For(0, store.Blocks.Count, options, index =>
            {
                EdgeBlock read = store.Blocks[index];

                // Race: the list counts changes without a lock; nobody walks over it here, and no element is shared.
                store.Blocks[index] = sorter.Sort(read);
                read.Dispose();
            });
        }

        meter.Send(0, ReadCount, ReadCount);
    }

    /// <summary>Edges that were read.</summary>
    public long ReadCount => _edges.Sum(store => store.Count);

    /// <summary>Edges that are left when rare entities and relations are dropped.</summary>
    public long KeptCount => _edges.Sum(SortedCount);

    /// <summary>Writes counts and names.</summary>
    public void WriteNames(IGraphFiles files, string entityFolder, CancellationToken stop) =>
        new GraphOutput(files, _names, Numbering).WriteNames(entityFolder, stop);

    /// <summary>Writes the edges.</summary>
    public void WriteEdges(
        IGraphFiles files, IReadOnlyList<string> edgeFolders, ProgressMeter meter, CancellationToken stop)
    {
        GraphOutput output = new(files, _names, Numbering);
        long written = 0;
        long total = _edges.Sum(SortedCount);
        for (int i = 0; i < _edges.Count; i++)
        {
            meter.File = _plan.EdgePaths[i];
            output.WriteEdges(
                edgeFolders[i],
                _edges[i],
                _grid,
                count => meter.Report(0, written += count, total),
                stop);
        }

        meter.Send(0, written, total);
    }

    /// <summary>Adds up what was done.</summary>
    /// <param name="seed">That of the shuffles.</param>
    /// <param name="rejections">The lines that were no edges, with their reasons.</param>
    /// <param name="seal">The identity of the names.</param>
    /// <param name="elapsed">How long it took.</param>
    public ImportReport Report(long seed, RejectionLog rejections, ImportSeal seal, TimeSpan elapsed)
    {
        List<string> notes = ImportNotes.Of(_plan, _names, Numbering, _readers);
        ImportNotes.AddStaleCheckpoint(notes, _plan.Settings.CheckpointPath, seal);

        List<ImportedFile> files = [.. _readers.Select((reader, index) => FileReport(reader, index))];
        return new ImportReport
        {
            Seed = seed,
            Identity = seal.Identity,
            Files = files,
            EntityTypes =
            [
                .. _names.EntityTypes.Select((name, type) => new ImportedEntityType(
                    name,
                    Numbering.Entities[type].Cut.Count,
                    Numbering.Entities[type].DroppedCount,
                    Numbering.Entities[type].Cut.Partitions)),
            ],
            Relations = Numbering.Relations.Order.Length,
            DroppedRelations = Numbering.Relations.NewNumbers.Length - Numbering.Relations.Order.Length,
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
        _numbering?.Dispose();
        _names.Dispose();
        foreach (EdgeStore store in _edges)
        {
            store.Dispose();
        }
    }

    private GraphNumbering Numbering =>
        _numbering ?? throw new InvalidOperationException("the graph must be numbered first");

    private static long SortedCount(EdgeStore store) => store.Blocks.Sum(block => (long)block.Count);

    private ImportedFile FileReport(EdgeFileReader reader, int index)
    {
        long kept = SortedCount(_edges[index]);
        return new ImportedFile
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
            Dropped = _edges[index].Count - kept,
            Edges = kept,
        };
    }
}
