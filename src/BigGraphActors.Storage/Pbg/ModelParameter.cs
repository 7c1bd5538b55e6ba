namespace BigGraphActors.Storage.Pbg;

/// <summary>One shared parameter: of a relation's operator, or a global embedding.</summary>
public sealed record ModelParameter
{
    /// <summary>
    /// PBG's state-dict key: <c>{lhs|rhs}_operators.{relation}.{name}</c> or <c>global_embs.emb_{type}</c>.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>Lengths of its axes, slowest first.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Its numbers, row-major.</summary>
    public required float[] Values { get; init; }

    /// <summary>Adagrad's sums of squared gradients, as many as values; none where it was never trained.</summary>
    public float[]? Sum { get; init; }

    /// <summary>Updates so far.</summary>
    public long Step { get; init; }
}
