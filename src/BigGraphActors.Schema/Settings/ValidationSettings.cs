namespace BigGraphActors.Schema.Settings;

/// <summary>
/// Ranks held-out edges between epochs, keeps the best model and ends a run that no longer improves: the block
/// <c>validation</c>.
/// </summary>
public sealed record ValidationSettings
{
    /// <summary>Directories of the held-out edges. Key <c>edge-paths</c>.</summary>
    public required IReadOnlyList<string> EdgePaths { get; init; }

    /// <summary>What is compared. Key <c>metric</c>.</summary>
    public ValidationMetric Metric { get; init; } = ValidationMetric.Mrr;

    /// <summary>Epochs from one evaluation to the next. Key <c>every</c>.</summary>
    public int Every { get; init; } = 1;

    /// <summary>Evaluations in a row that may bring nothing better; 0 never ends a run. Key <c>patience</c>.</summary>
    public int Patience { get; init; } = 3;

    /// <summary>How much better is better, in units of the metric. Key <c>min-improvement</c>.</summary>
    public double MinImprovement { get; init; }

    /// <summary>Whether other true edges are left out of the candidates. Key <c>filtered</c>.</summary>
    public bool Filtered { get; init; } = true;

    /// <summary>What the ends are ranked among. Key <c>candidates</c>.</summary>
    public ValidationCandidates Candidates { get; init; } = ValidationCandidates.All;
}

/// <summary>A figure that says how good a model is.</summary>
public enum ValidationMetric
{
    /// <summary>Mean reciprocal rank; higher is better.</summary>
    Mrr,

    /// <summary>Share of ranks of 1; higher is better.</summary>
    R1,

    /// <summary>Share of ranks up to 10; higher is better.</summary>
    R10,

    /// <summary>Share of ranks up to 50; higher is better.</summary>
    R50,

    /// <summary>Mean rank; lower is better.</summary>
    PosRank,

    /// <summary>Sampled AUC; higher is better.</summary>
    Auc,

    /// <summary>Loss of an edge; lower is better.</summary>
    Loss,
}

/// <summary>What ends are ranked among.</summary>
public enum ValidationCandidates
{
    /// <summary>All entities of the type.</summary>
    All,

    /// <summary>All entities of the bucket's partition.</summary>
    Partition,

    /// <summary>The run's own negatives.</summary>
    Configured,
}

/// <summary>The keys of the block <c>validation</c>: ours.</summary>
internal static class ValidationKeys
{
    /// <summary>What reading starts from; the required key is filled then.</summary>
    public static ValidationSettings Unset { get; } = new() { EdgePaths = [] };

    public static KeyTable<ValidationSettings> Table { get; } = Build();

    private static KeyTable<ValidationSettings> Build()
    {
        KeyTable<ValidationSettings> table = new(SettingsBlock.Validation, Unset, isPbg: false);
        table.TextList(
            "edge-paths", s => s.EdgePaths, (s, v) => s with { EdgePaths = v },
            "Directories of edges that are ranked. They must not be trained.", KeyTraits.Required);
        table.Choice(
            "metric", s => s.Metric, (s, v) => s with { Metric = v },
            "The figure that is compared. mrr, r1, r10, r50 and auc are better when higher, pos_rank and loss when "
            + "lower.");
        table.Integer(
            "every", s => s.Every, (s, v) => s with { Every = v },
            "Epochs between two evaluations.", KeyTraits.AtLeastOne);
        table.Integer(
            "patience", s => s.Patience, (s, v) => s with { Patience = v },
            "Evaluations in a row without an improvement that end the run. 0 never ends it and only keeps the best "
            + "model.",
            KeyTraits.NotNegative);
        table.Number(
            "min-improvement", s => s.MinImprovement, (s, v) => s with { MinImprovement = v },
            "How much better a figure must be than the best one to count as an improvement.", KeyTraits.NotNegative);
        table.Truth(
            "filtered", s => s.Filtered, (s, v) => s with { Filtered = v },
            "Other true edges of this block, of edge_paths and of the import are left out of the candidates.");
        table.Choice(
            "candidates", s => s.Candidates, (s, v) => s with { Candidates = v },
            "The entities among which an end is ranked. all: all entities of the type. partition: those of the "
            + "bucket's partition. configured: the run's own negatives, which is fast and cannot be filtered.");
        return table;
    }
}

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
