using System.Globalization;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns text edge lists into PBG's entity and edge directories.</summary>
/// <remarks>
/// 1. One thread reads and decompresses, another splits lines and gives names their numbers of first sight.
/// 2. Entities and relations are shuffled under the seed and cut into partitions.
/// 3. All cores sort the edges by bucket; then names and buckets are written beside the old ones.
/// 4. The new files take the place of the old ones. Whatever fails or is cancelled before leaves no trace.
/// Everything is held in memory: 12 bytes an edge (16 with weights), and each distinct name with about 40 bytes.
/// PBG: <c>convert_input_data</c>.
/// Differs: an earlier import is replaced, never silently kept; names may contain blanks; the seed can be given;
/// bad lines are counted and named.
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

    /// <summary>Imports through other files than PBG's.</summary>
    internal static ImportReport Run(
        EdgeImportRequest request, IGraphFiles files, Action<ImportProgress>? observer, CancellationToken stop)
    {
        ImportPlan plan = ImportPlan.Of(request);
        ProgressMeter meter = new(observer, TotalBytes(plan.Import.Files));

        using ImportStaging staging = new();
        // All directories come before the first edge, so that one that cannot be written fails in no time.
        string entityFolder = staging.Stage(
            plan.Settings.EntityPath, name => GraphOutput.IsEntityFile(plan.Settings, name));
        List<string> edgeFolders = [.. plan.EdgePaths.Select(path => staging.Stage(path, GraphOutput.IsEdgeFile))];
        using RejectionLog rejections = new(Path.Combine(entityFolder, RejectedFileName), request.MaxRejected);
        using ImportedGraph graph = ImportedGraph.Read(plan, rejections, meter, stop);
        rejections.Dispose();

        long seed = plan.Settings.Seed ?? Random.Shared.NextInt64();
        meter.Enter(ImportStage.Numbering);
        graph.Number(seed, meter, stop);
        RefuseNothing(plan, graph);
        meter.Enter(ImportStage.Writing);
        graph.WriteNames(files, entityFolder, stop);
        ImportSeal seal = new(staging, plan.Settings.EntityPath);
        seal.RefuseToOrphan(
            plan.EdgePaths, plan.Settings.EdgePaths.Concat(plan.Settings.Validation?.EdgePaths ?? []));
        seal.WriteEntities(entityFolder, plan.EdgePaths);
        graph.WriteEdges(files, edgeFolders, meter, stop);
        for (int i = 0; i < edgeFolders.Count; i++)
        {
            seal.WriteEdges(edgeFolders[i], plan.Settings, SourceMark.Of(plan.Import.Files[i], stop));
        }

        stop.ThrowIfCancellationRequested();
        staging.Commit();
        return graph.Report(seed, rejections, seal, meter.Elapsed);
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

            total += new FileInfo(path).Length;
        }

        return total;
    }
}
