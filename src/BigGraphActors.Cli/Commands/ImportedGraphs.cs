using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cli.Commands;

/// <summary>Tells whether a graph lies in the directories of a configuration.</summary>
internal static class ImportedGraphs
{
    /// <summary>True when all counts and at least one edge file of each directory are there.</summary>
    public static bool IsThere(RunSettings settings)
    {
        var entities = new EntityDirectory(settings.EntityPath);
        bool hasCounts = settings.Entities.All(entity => Enumerable.Range(0, entity.Value.NumPartitions)
            .All(part => File.Exists(entities.CountPath(new PartitionId(entity.Key, part)))));
        IEnumerable<string> edgePaths = settings.EdgePaths.Concat(settings.Import?.EdgePaths ?? []);
        return hasCounts && edgePaths.All(HasEdges);
    }

    private static bool HasEdges(string edgePath)
    {
        string root = new EdgeDirectory(edgePath).Root;
        return Directory.Exists(root) && Directory.EnumerateFiles(root, "edges_*.h5").Any();
    }
}
