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
