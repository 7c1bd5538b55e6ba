using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary>Tells whether a graph lies in the directories of a configuration.</summary>
internal static class ImportedGraphs
{
    /// <summary>True when all counts and at least one edge file of each directory are there.</summary>
    public static bool IsThere(RunSettings settings) =>
        MissingCount(settings) is null
        && settings.EdgePaths.Concat(settings.Import?.EdgePaths ?? []).All(HasEdges);

    /// <summary>Demands what training reads, its validation included.</summary>
    /// <exception cref="FailedException">Something is missing; the message says what makes it.</exception>
    public static void RequireForTraining(RunSettings settings)
    {
        Require(settings);
        if (settings.Validation is { } validation)
        {
            RequireEdges([.. validation.EdgePaths, .. validation.Filtered ? settings.Import?.EdgePaths ?? [] : []]);
        }
    }

    /// <summary>Demands what evaluation reads.</summary>
    /// <exception cref="FailedException">Something is missing; the message says what makes it.</exception>
    public static void Require(RunSettings settings)
    {
        if (MissingCount(settings) is { } count)
        {
            throw new FailedException($"{count}: there is no such file; 'biggraph import' makes it from edge lists");
        }

        RequireEdges(settings.EdgePaths);
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
