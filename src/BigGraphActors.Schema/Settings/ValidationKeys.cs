namespace BigGraphActors.Schema.Settings;

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
            "Directories of edges that are ranked and not trained on.", KeyTraits.Required);
        table.Choice(
            "metric", s => s.Metric, (s, v) => s with { Metric = v },
            "What is compared: mrr, r1, r10, r50 and auc are better when higher, pos_rank and loss when lower.");
        table.Integer(
            "every", s => s.Every, (s, v) => s with { Every = v },
            "Epochs from one evaluation to the next.", KeyTraits.AtLeastOne);
        table.Integer(
            "patience", s => s.Patience, (s, v) => s with { Patience = v },
            "So many evaluations in a row that bring nothing better end the run; 0 never ends it, and only keeps the "
            + "best.",
            KeyTraits.NotNegative);
        table.Number(
            "min-improvement", s => s.MinImprovement, (s, v) => s with { MinImprovement = v },
            "By how much a figure must beat the best one to count as better.", KeyTraits.NotNegative);
        table.Truth(
            "filtered", s => s.Filtered, (s, v) => s with { Filtered = v },
            "Other true edges, of this block, of edge_paths and of the import, are no wrong answers.");
        table.Choice(
            "candidates", s => s.Candidates, (s, v) => s with { Candidates = v },
            "What an end is ranked among: all entities of the type, those of the bucket's partition, or the run's own "
            + "negatives, which is cheap and cannot be filtered.");
        return table;
    }
}
