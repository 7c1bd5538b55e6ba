namespace BigGraphActors.Schema.Settings;

/// <summary>Rules of the block <c>validation</c>.</summary>
internal static class ValidationChecks
{
    public static void Check(RunSettings settings, SettingsReport report)
    {
        if (settings.Validation is not { } validation || !report.IsSound("validation"))
        {
            return;
        }

        if (validation.EdgePaths.Count == 0 || validation.EdgePaths.Contains(""))
        {
            report.Refuse("validation.edge-paths", "must name at least one directory, and no empty path");
        }

        if (validation.Filtered && validation.Candidates == ValidationCandidates.Configured)
        {
            report.Refuse(
                "validation.candidates",
                "configured negatives cannot be filtered; set validation.filtered = false, or candidates = all");
        }

        bool isFeaturized = settings.Entities.Any(type => type.Value.Featurized);
        if (isFeaturized && validation.Candidates != ValidationCandidates.Configured)
        {
            report.Refuse(
                "validation.candidates",
                "featurised entity types can only be ranked among the run's own negatives: candidates = configured");
        }

        foreach (string trained in validation.EdgePaths.Intersect(settings.EdgePaths, StringComparer.Ordinal))
        {
            report.Warn("validation.edge-paths", $"'{trained}' is trained on, too: its ranks say nothing of new edges");
        }
    }
}
