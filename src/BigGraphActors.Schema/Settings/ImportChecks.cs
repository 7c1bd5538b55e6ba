namespace BigGraphActors.Schema.Settings;

/// <summary>Rules of the block <c>import</c>.</summary>
internal static class ImportChecks
{
    public static void Check(RunSettings settings, SettingsReport report)
    {
        if (settings.Import is not { } import || !report.IsSound("import"))
        {
            return;
        }

        IReadOnlyList<string> directories = import.EdgePaths ?? settings.EdgePaths;
        string pathsKey = import.EdgePaths is null ? "edge_paths" : "import.edge-paths";
        if (import.Files.Count != directories.Count && report.IsSound("edge_paths"))
        {
            report.Refuse(
                "import.files",
                $"holds {import.Files.Count} files, but {pathsKey} has {directories.Count}:"
                + " each file fills one");
        }

        if (import.EdgePaths?.Contains("") ?? false)
        {
            report.Refuse("import.edge-paths", "must not hold an empty path");
        }

        if (import.FeatureDelimiter is not [< '\x80'])
        {
            report.Refuse(
                "import.feature-delimiter", $"must be one ASCII character, found '{import.FeatureDelimiter}'");
        }

        CheckColumns(import, report);
        if (settings.DynamicRelations && import.RelationColumn is null)
        {
            report.Refuse("import.relation-column", "dynamic_relations needs the column of the relation");
        }
        else if (settings.Relations.Count > 1 && import.RelationColumn is null)
        {
            report.Warn(
                "import.relation-column",
                $"is null: every edge would be of the first of {settings.Relations.Count} relations");
        }
    }

    private static void CheckColumns(ImportSettings import, SettingsReport report)
    {
        Dictionary<int, string> keyOfColumn = [];
        (string Key, int? Column)[] columns =
        [
            ("lhs-column", import.LhsColumn),
            ("relation-column", import.RelationColumn),
            ("rhs-column", import.RhsColumn),
            ("weight-column", import.WeightColumn),
        ];
        foreach ((string key, int? column) in columns)
        {
            if (column is { } number && !keyOfColumn.TryAdd(number, key))
            {
                report.Refuse($"import.{key}", $"column {number} is {keyOfColumn[number]}, too");
            }
        }
    }
}
