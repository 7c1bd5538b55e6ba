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
