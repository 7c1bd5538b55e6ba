namespace BigGraphActors.Engine.Evaluation;

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
