namespace BigGraphActors.Engine.Evaluation;

/// <summary>What an evaluation ranks against, and what it reports.</summary>
public sealed record EvaluationRequest
{
    /// <summary>Which entities are candidates.</summary>
    public CandidateScope Candidates { get; init; } = CandidateScope.Config;

    /// <summary>
    /// Directories of edges known to be true, left out of the candidates; empty for a raw evaluation.
    /// </summary>
    /// <remarks>Needs all entities as candidates. The edge asked for itself always stays.</remarks>
    public IReadOnlyList<string> FilterPaths { get; init; } = [];

    /// <summary>Reports each relation too.</summary>
    public bool PerRelation { get; init; }

    /// <summary>Ranks by the vectors that a new run would start from, instead of by the checkpoint.</summary>
    /// <remarks>
    /// Finds within minutes what would else stop an evaluation after days: memory, filters, edges that do not fit.
    /// </remarks>
    public bool Untrained { get; init; }
}

/// <summary>Which entities an edge's ends are ranked among.</summary>
public enum CandidateScope
{
    /// <summary>
    /// The negatives of the settings, as PBG's evaluation: batch and uniform ones, or <c>all_negs</c>.
    /// </summary>
    Config,

    /// <summary>All entities of the bucket's partition: PBG's <c>all_negs</c>.</summary>
    Partition,

    /// <summary>All entities of the type, whatever their partition; the whole model must fit into memory.</summary>
    All,
}

/// <summary>What the figures of an evaluation mean; printed beside them.</summary>
/// <param name="Filtered">Whether known edges were left out of the candidates.</param>
/// <param name="Candidates">What an end was ranked among, in words.</param>
/// <param name="Ties">How equal scores count, in words.</param>
/// <param name="Sides">Which ends were asked for, in words.</param>
/// <param name="EdgePaths">Where the evaluated edges lie.</param>
/// <param name="FilterPaths">Where the known edges lie.</param>
/// <param name="Version">Version of the checkpoint; 0 for the untrained model.</param>
/// <param name="Untrained">Whether it was the model that a new run would start from.</param>
public sealed record EvaluationProtocol(
    bool Filtered,
    string Candidates,
    string Ties,
    string Sides,
    IReadOnlyList<string> EdgePaths,
    IReadOnlyList<string> FilterPaths,
    long Version,
    bool Untrained = false)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Filtered ? "filtered" : "raw")}; candidates: {Candidates}; ties: {Ties}; {Sides}; " +
        $"edges: {string.Join(", ", EdgePaths)}; " +
        (Untrained ? "the untrained model" : $"checkpoint v{Version}") +
        (Filtered ? $"; filter: {string.Join(", ", FilterPaths)}" : string.Empty);
}

/// <summary>How far an evaluation is.</summary>
/// <param name="EdgesDone">Edges ranked.</param>
/// <param name="EdgesTotal">Edges to rank.</param>
public sealed record EvaluationProgress(long EdgesDone, long EdgesTotal);
