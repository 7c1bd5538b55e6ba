using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary>Tells whether a graph lies in the directories of a configuration, and whether its parts fit.</summary>
internal static class ImportedGraphs
{
    /// <summary>True when all counts and at least one edge file of each directory are there.</summary>
    public static bool IsThere(RunSettings settings) =>
        MissingCount(settings) is null
        && settings.EdgePaths.Concat(settings.Import?.EdgePaths ?? []).All(HasEdges);

    /// <summary>Demands what training reads, its validation included, and that all of it belongs together.</summary>
    /// <returns>What is doubtful and yet allowed; whole sentences.</returns>
    /// <exception cref="FailedException">Something is missing; the message says what makes it.</exception>
    /// <exception cref="MismatchException">Parts do not belong together; the message names both.</exception>
    public static IReadOnlyList<string> RequireForTraining(RunSettings settings)
    {
        RequireFiles(settings);
        List<string> paths = [.. settings.EdgePaths];
        if (settings.Validation is { } validation)
        {
            paths.AddRange([.. validation.EdgePaths, .. validation.Filtered ? settings.Import?.EdgePaths ?? [] : []]);
            RequireEdges(paths);
            RequireSomeEdge(settings, validation.EdgePaths, "validation.edge-paths");
        }

        GraphFit fit = new(settings);
        fit.RequireEntities();
        fit.RequireEdges(paths);
        fit.RequireCheckpoint(CheckpointUse.Train);
        RequireSomeEdge(settings, settings.EdgePaths, "edge_paths");
        return [.. fit.Warnings, .. FindChangedLists(settings)];
    }

    /// <summary>Demands what evaluation reads, and that all of it belongs together.</summary>
    /// <param name="settings">With the edges to rank.</param>
    /// <param name="filterPaths">The edges that are known to be true.</param>
    /// <param name="isUntrained">Whether the checkpoint is not read.</param>
    /// <returns>What is doubtful and yet allowed; whole sentences.</returns>
    /// <exception cref="FailedException">Something is missing; the message says what makes it.</exception>
    /// <exception cref="MismatchException">Parts do not belong together; the message names both.</exception>
    public static IReadOnlyList<string> RequireForRanking(
        RunSettings settings, IReadOnlyList<string> filterPaths, bool isUntrained)
    {
        RequireFiles(settings);
        GraphFit fit = new(settings);
        fit.RequireEntities();
        fit.RequireEdges(settings.EdgePaths.Concat(filterPaths));
        if (isUntrained)
        {
            fit.RequireInitial();
        }
        else
        {
            fit.RequireCheckpoint(CheckpointUse.Rank);
        }

        return fit.Warnings;
    }

    /// <summary>Demands that names, checkpoint and configuration belong together.</summary>
    /// <returns>What is doubtful and yet allowed; whole sentences.</returns>
    /// <exception cref="MismatchException">They do not; the message names both.</exception>
    public static IReadOnlyList<string> RequireForReading(RunSettings settings)
    {
        GraphFit fit = new(settings);
        fit.RequireEntities();
        fit.RequireCheckpoint(CheckpointUse.Read);
        return fit.Warnings;
    }

    /// <summary>Edge lists that have changed since they were imported, a sentence each.</summary>
    public static IEnumerable<string> FindChangedLists(RunSettings settings)
    {
        if (settings.Import is not { } import)
        {
            yield break;
        }

        foreach ((string file, string edgePath) in import.Files.Zip(import.EdgePaths ?? settings.EdgePaths))
        {
            if (File.Exists(file)
                && EdgeIdentity.TryRead(edgePath)?.Source is { } source
                && !source.IsSame(file, CancellationToken.None))
            {
                yield return $"{edgePath} is older than {file}: it was imported from {source.Path} with "
                    + $"{Figures.Count(source.Bytes, "byte")}, and the list has "
                    + $"{Figures.Count(StoragePath.Target(file).Length, "byte")} now.";
            }
        }
    }

    /// <summary>Edge directories that the settings would fill otherwise than they were filled, a sentence each.
    /// </summary>
    public static IEnumerable<string> FindChangedSettings(RunSettings settings)
    {
        foreach (string edgePath in settings.Import is { } import ? import.EdgePaths ?? settings.EdgePaths : [])
        {
            string[] keys = [.. EdgeIdentity.TryRead(edgePath)?.FindChangedKeys(settings) ?? []];
            if (keys.Length > 0)
            {
                yield return $"{edgePath} was imported with other settings ({string.Join("; ", keys)}).";
            }
        }
    }

    private static void RequireFiles(RunSettings settings)
    {
        if (MissingCount(settings) is { } count)
        {
            throw new FailedException($"{count}: there is no such file; 'biggraph import' makes it from edge lists");
        }

        RequireEdges(settings.EdgePaths);
    }

    private static void RequireSomeEdge(RunSettings settings, IReadOnlyList<string> paths, string key)
    {
        if (!paths.Any(HasEdge))
        {
            throw new FailedException(
                $"{string.Join(", ", paths)}: there is not one edge in {key}, so there is nothing to "
                + $"{(paths == settings.EdgePaths ? "train on" : "judge by")}");
        }
    }

    private static bool HasEdge(string edgePath)
    {
        EdgeDirectory edges = new(edgePath);
        return edges.FindBuckets().Any(bucket => edges.CountEdges(bucket) > 0);
    }

    private static void RequireEdges(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(path => !HasEdges(path)) is { } missing)
        {
            string what = Directory.Exists(new EdgeDirectory(missing).Root)
                ? "the directory has no edges"
                : "there is no such directory";
            throw new FailedException($"{missing}: {what}; 'biggraph import' makes it from edge lists");
        }
    }

    private static string? MissingCount(RunSettings settings)
    {
        var entities = new EntityDirectory(settings.EntityPath);
        IEnumerable<string> counts = settings.Entities.SelectMany(entity => Enumerable
            .Range(0, entity.Value.NumPartitions)
            .Select(part => entities.CountPath(new PartitionId(entity.Key, part))));
        return counts.FirstOrDefault(path => !File.Exists(path));
    }

    private static bool HasEdges(string edgePath)
    {
        string root = new EdgeDirectory(edgePath).Root;
        return Directory.Exists(root) && Directory.EnumerateFiles(root, "edges_*.h5").Any();
    }
}
