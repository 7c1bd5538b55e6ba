using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Import;

/// <summary>Refuses settings that no import can follow, before anything is read or written.</summary>
internal static class ImportChecks
{
    /// <summary>Checks the settings against each other.</summary>
    /// <exception cref="SettingsException">At the first contradiction.</exception>
    public static void Check(ImportPlan plan)
    {
        CheckFiles(plan);
        CheckColumns(plan.Settings, plan.Import);
        CheckGraph(plan.Settings);
    }

    /// <summary>Refuses what is not so.</summary>
    /// <param name="isSo">The condition; false throws.</param>
    /// <param name="key">The setting, as in <c>import.files</c>.</param>
    /// <param name="finding">What it says and what was expected.</param>
    /// <exception cref="SettingsException">When it is not so.</exception>
    public static void Demand(bool isSo, string key, string finding)
    {
        if (!isSo)
        {
            throw new SettingsException([new SettingsProblem(SourcePosition.Of("settings"), key, finding)]);
        }
    }

    private static void CheckFiles(ImportPlan plan)
    {
        int files = plan.Import.Files.Count;
        Demand(files > 0, "import.files", "names no edge list");
        Demand(
            files == plan.EdgePaths.Count,
            "import.files",
            $"{files} edge lists for {plan.EdgePaths.Count} directories in "
            + $"{(plan.Import.EdgePaths is null ? "edge_paths" : "import.edge-paths")}; the i-th list fills the i-th "
            + "directory");

        string? twice = plan.EdgePaths
            .GroupBy(StoragePath.Resolve, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.First();
        Demand(
            twice is null,
            plan.Import.EdgePaths is null ? "edge_paths" : "import.edge-paths",
            $"'{twice}' stands there twice; each edge list needs a directory of its own");
    }

    private static void CheckColumns(RunSettings settings, ImportSettings import)
    {
        (string Key, int? Column)[] columns =
        [
            ("import.lhs-column", import.LhsColumn),
            ("import.relation-column", import.RelationColumn),
            ("import.rhs-column", import.RhsColumn),
            ("import.weight-column", import.WeightColumn),
        ];
        for (int i = 0; i < columns.Length; i++)
        {
            (string key, int? column) = columns[i];
            int first = column is null ? i : Array.FindIndex(columns, other => other.Column == column);
            Demand(column is null or >= 0, key, $"{column} is no column; they count from 0");
            Demand(first == i, key, $"column {column} is already {columns[first].Key}");
        }

        Demand(
            !settings.DynamicRelations || import.RelationColumn is not null,
            "import.relation-column",
            "missing; with dynamic_relations the relations are read from the edges");
    }

    private static void CheckGraph(RunSettings settings)
    {
        foreach ((string name, EntitySettings entity) in settings.Entities)
        {
            Demand(
                !entity.Featurized || entity.NumPartitions == 1,
                $"entities.{name}.num_partitions",
                $"{entity.NumPartitions}; a bag of features lies in one partition, so a featurised type has one here");
        }

        Demand(settings.Relations.Count > 0, "relations", "empty; every edge has a relation");
        HashSet<string> types = [.. settings.Entities.Select(entity => entity.Key)];
        foreach (RelationSettings relation in settings.Relations)
        {
            Demand(
                types.Contains(relation.Lhs) && types.Contains(relation.Rhs),
                "relations",
                $"'{relation.Name}' joins '{relation.Lhs}' and '{relation.Rhs}', "
                + "which are not both among the entities");
        }

        string? twice = settings.Relations
            .GroupBy(relation => relation.Name, StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        Demand(twice is null, "relations", $"the name '{twice}' stands there twice; edges could not be told apart");
    }
}
