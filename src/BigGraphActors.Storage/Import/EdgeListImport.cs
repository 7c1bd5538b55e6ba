using System.Globalization;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns text edge lists into PBG's entity and edge directories.</summary>
/// <remarks>
/// 1. One thread reads and decompresses, others split lines and lay names and edges aside.
/// 2. Entities and relations are numbered under the seed and cut into partitions; names are written.
/// 3. Edges get the rows of their ends and are sorted by bucket; buckets are written beside the old ones.
/// 4. The new files take the place of the old ones. Whatever fails or is cancelled before leaves no trace.
/// The memory stays within <see cref="EdgeImportRequest.MemoryBytes"/>, and what does not fit is laid aside on disk;
/// docs/internals/import.md has the steps. PBG: <c>convert_input_data</c>.
/// Differs: an earlier import is replaced, where PBG keeps it without a word. The seed can be given. Bad lines are
/// counted and named.
/// </remarks>
public static class EdgeListImport
{
    /// <summary>The file in the entity directory that names every rejected line.</summary>
    public const string RejectedFileName = "rejected.tsv";

    /// <summary>Reads edge lists, numbers the names and writes entity and edge directories.</summary>
    /// <param name="request">What, and how strictly.</param>
    /// <param name="observer">Is told the progress, on the calling thread, at most every 100 ms; may be none.</param>
    /// <param name="stop">Cancels; nothing is left behind.</param>
    /// <exception cref="SettingsException">The settings contradict themselves.</exception>
    /// <exception cref="EdgeListException">An edge list cannot be read as the settings say.</exception>
    /// <exception cref="IOException">A directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ImportReport Run(
        EdgeImportRequest request, Action<ImportProgress>? observer, CancellationToken stop) =>
        Run(request, new PbgGraphFiles(), observer, stop);

    /// <summary>Imports through other files than PBG's, or with the memory divided in another way.</summary>
    internal static ImportReport Run(
        EdgeImportRequest request,
        IGraphFiles files,
        Action<ImportProgress>? observer,
        CancellationToken stop,
        ImportMemory? memory = null)
    {
        ImportPlan plan = ImportPlan.Of(request);
        ProgressMeter meter = new(observer, TotalBytes(plan.Import.Files));
        memory ??= ImportMemory.Plan(
            request.MemoryBytes, request.Threads ?? Environment.ProcessorCount, TextEstimate.Of(plan.Import.Files));

        List<(long, DateTime)?> stamps = [.. plan.Import.Files.Select(SourceMark.StampOf)];
        using ImportStaging staging = new();
        // All directories come before the first edge, so that one that cannot be written fails in no time.
        string entityFolder = staging.Stage(
            plan.Settings.EntityPath, name => GraphOutput.IsEntityFile(plan.Settings, name));
        List<string> edgeFolders = [.. plan.EdgePaths.Select(path => staging.Stage(path, GraphOutput.IsEdgeFile))];
        string scratch = staging.Scratch(plan.Settings.EntityPath, request.ScratchPath);
        using RejectionLog rejections = new(Path.Combine(entityFolder, RejectedFileName), request.MaxRejected);
        long seed = plan.Settings.Seed ?? Random.Shared.NextInt64();
        using ImportedGraph graph = new(plan, seed, memory, scratch);
        graph.Read(rejections, meter, stop);
        rejections.Dispose();

        meter.Enter(ImportStage.Numbering);
        graph.Number(meter, stop);
        graph.WriteNames(files, entityFolder, stop);
        graph.SortEdges(meter, stop);
        RefuseNothing(plan, graph);
        meter.Enter(ImportStage.Writing);
        ImportSeal seal = new(staging, plan.Settings.EntityPath);
        seal.RefuseToOrphan(
            plan.EdgePaths, plan.Settings.EdgePaths.Concat(plan.Settings.Validation?.EdgePaths ?? []));
        seal.WriteEntities(entityFolder, plan.EdgePaths);
        graph.WriteEdges(files, edgeFolders, meter, stop);
        for (int i = 0; i < edgeFolders.Count; i++)
        {
            seal.WriteEdges(edgeFolders[i], plan.Settings, SourceOf(plan.Import.Files[i], stamps[i], stop));
        }

        stop.ThrowIfCancellationRequested();
        staging.Commit();
        return graph.Report(rejections, seal, meter.Elapsed);
    }

    // The mark is made by a reading of its own, and stands for what the first one read.
    private static SourceMark? SourceOf(string file, (long, DateTime)? stamp, CancellationToken stop)
    {
        SourceMark? source = SourceMark.Of(file, stop);
        return SourceMark.StampOf(file) == stamp && (source is null) == (stamp is null)
            ? source
            : throw new EdgeListException(
                file, "changed while it was imported; import it again when nothing writes to it any more");
    }

    // A graph without edges can be trained, and gives figures that mean nothing.
    private static void RefuseNothing(ImportPlan plan, ImportedGraph graph)
    {
        if (graph.KeptCount == 0)
        {
            string files = string.Join(", ", plan.Import.Files);
            throw new EdgeListException(files, graph.ReadCount == 0
                ? "holds no edge, so there is nothing to import"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"all {graph.ReadCount:N0} edges are dropped, because an entity or the relation of each is rarer "
                    + $"than entity-min-count = {plan.Import.EntityMinCount} or relation-min-count = "
                    + $"{plan.Import.RelationMinCount} ask for"));
        }
    }

    private static long TotalBytes(IReadOnlyList<string> paths)
    {
        long total = 0;
        foreach (string path in paths)
        {
            if (!File.Exists(path))
            {
                throw new EdgeListException(
                    path,
                    Directory.Exists(path)
                        ? "is a directory; name the edge list file itself"
                        : string.Create(
                            CultureInfo.InvariantCulture, $"no such file (looked in {Environment.CurrentDirectory})"));
            }

            total += StoragePath.Target(path) is { Exists: true } file ? file.Length : 0;
        }

        return total;
    }
}

/// <summary>What to import, and how strictly.</summary>
public sealed record EdgeImportRequest
{
    /// <summary>
    /// Where to and as what: entities, relations, <c>dynamic_relations</c>, <c>entity_path</c>, <c>edge_paths</c> and
    /// <c>seed</c>; nothing else of it matters.
    /// </summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Where from: files and columns. None takes <see cref="RunSettings.Import"/>.</summary>
    public ImportSettings? Import { get; init; }

    /// <summary>More rejected lines than this stop the import; none allows any number short of all.</summary>
    public long? MaxRejected { get; init; }

    /// <summary>
    /// Bytes of memory that the process may take. None takes half of what the machine and its container have left, at
    /// most 4 GiB. The result does not depend on it.
    /// </summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The folder for what does not fit into the memory; none takes one inside the entity directory.</summary>
    public string? ScratchPath { get; init; }

    /// <summary>Threads that parse, sort and join; none takes one a core. The result does not depend on it.</summary>
    public int? Threads { get; init; }
}

/// <summary>A checked request.</summary>
/// <param name="Settings">Entities, relations and where the names go.</param>
/// <param name="Import">Files and columns.</param>
/// <param name="EdgePaths">Where the edges of each file go, as many as files.</param>
internal sealed record ImportPlan(RunSettings Settings, ImportSettings Import, IReadOnlyList<string> EdgePaths)
{
    /// <summary>Checks a request.</summary>
    /// <exception cref="SettingsException">The settings contradict themselves; names every problem.</exception>
    public static ImportPlan Of(EdgeImportRequest request)
    {
        ImportSettings? import = request.Import ?? request.Settings.Import;
        ImportChecks.Demand(import is not null, "import", "missing; it says which files to read and which columns");
        ImportPlan plan = new(request.Settings, import!, import!.EdgePaths ?? request.Settings.EdgePaths);
        ImportChecks.Check(plan);
        return plan;
    }
}

/// <summary>What an import has done; every line of the input is accounted for.</summary>
public sealed record ImportReport
{
    /// <summary>The seed of the shuffles: the one asked for, or the one drawn. The same gives the same files.</summary>
    public required long Seed { get; init; }

    /// <summary>The identity of the numbering; none where an import wrote no names.</summary>
    public GraphIdentity? Identity { get; init; }

    /// <summary>The edge lists in order.</summary>
    public required IReadOnlyList<ImportedFile> Files { get; init; }

    /// <summary>The entity types in the configuration's order.</summary>
    public required IReadOnlyList<ImportedEntityType> EntityTypes { get; init; }

    /// <summary>Relations that edges may have from now on.</summary>
    public required int Relations { get; init; }

    /// <summary>Dynamic relations left out as too rare.</summary>
    public required int DroppedRelations { get; init; }

    /// <summary>Buckets of each edge path, left times right.</summary>
    public required (int Lhs, int Rhs) Buckets { get; init; }

    /// <summary>Edges written, over all edge paths.</summary>
    public required long Edges { get; init; }

    /// <summary>Lines rejected, over all files.</summary>
    public required long RejectedCount { get; init; }

    /// <summary>The first rejected lines, at most 100.</summary>
    public required IReadOnlyList<RejectedLine> Rejected { get; init; }

    /// <summary>The file that names every rejected line; none when there was none.</summary>
    public required string? RejectedFile { get; init; }

    /// <summary>What a person should look at although nothing failed; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Time spent reading, numbering and writing together.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>What became of one edge list.</summary>
/// <remarks>
/// <c>Lines = Headers + Comments + Blank + Continued + Rejected + Dropped + Edges</c>, always.
/// </remarks>
public sealed record ImportedFile
{
    /// <summary>The edge list, as the user named it.</summary>
    public required string Path { get; init; }

    /// <summary>The directory that holds its edges now.</summary>
    public required string EdgePath { get; init; }

    /// <summary>What parts its columns.</summary>
    public required ColumnDelimiter Delimiter { get; init; }

    /// <summary>Lines of the file.</summary>
    public required long Lines { get; init; }

    /// <summary>Lines that name the columns, or give sizes: 0 or 1.</summary>
    public required long Headers { get; init; }

    /// <summary>Comment lines.</summary>
    public required long Comments { get; init; }

    /// <summary>Lines of blanks only.</summary>
    public required long Blank { get; init; }

    /// <summary>Lines that go on with a quoted cell of the line before.</summary>
    public required long Continued { get; init; }

    /// <summary>Lines that are no edge, though they should be.</summary>
    public required long Rejected { get; init; }

    /// <summary>Edges left out because an entity or the relation is too rare.</summary>
    public required long Dropped { get; init; }

    /// <summary>Edges written.</summary>
    public required long Edges { get; init; }
}

/// <summary>The entities of one type after an import.</summary>
/// <param name="Name">Key of the type in the configuration.</param>
/// <param name="Count">Entities that have a row.</param>
/// <param name="Dropped">Entities left out as too rare.</param>
/// <param name="Partitions">Partitions that the rows are cut into.</param>
public sealed record ImportedEntityType(string Name, long Count, long Dropped, int Partitions);

/// <summary>An edge list cannot be read as asked: wrong file, wrong columns, or an unknown relation.</summary>
/// <remarks>
/// Thrown for a user's input, so the message stands alone: file, line where there is one, and a way out.
/// </remarks>
public sealed class EdgeListException : Exception
{
    /// <summary>A finding about a whole file.</summary>
    /// <param name="file">The path as the user gave it.</param>
    /// <param name="finding">What was found, what was expected, what to do.</param>
    public EdgeListException(string file, string finding)
        : base($"{file}: {finding}") => File = file;

    /// <summary>A finding about a whole file that another exception brought to light.</summary>
    public EdgeListException(string file, string finding, Exception inner)
        : base($"{file}: {finding}", inner) => File = file;

    /// <summary>A finding about one line.</summary>
    /// <param name="file">The path as the user gave it.</param>
    /// <param name="line">From 1.</param>
    /// <param name="finding">What was found, what was expected, what to do.</param>
    public EdgeListException(string file, long line, string finding)
        : base(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: {finding}"))
    {
        File = file;
        Line = line;
    }

    /// <summary>The edge list, as the user named it.</summary>
    public string File { get; }

    /// <summary>The line, from 1; none when the whole file is meant.</summary>
    public long? Line { get; }
}
