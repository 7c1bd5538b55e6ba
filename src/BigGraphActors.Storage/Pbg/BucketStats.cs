namespace BigGraphActors.Storage.Pbg;

/// <summary>Means over some edges, as PBG records them: how many edges, and one number for each metric.</summary>
/// <param name="Count">Number of edges.</param>
/// <param name="Metrics">
/// By name, in PBG's order: <c>loss, reg, violators_lhs, violators_rhs</c> of training; <c>loss, pos_rank, mrr, r1,
/// r10, r50, auc</c> of evaluation; empty when there were no edges.
/// </param>
public sealed record BucketStats(long Count, IReadOnlyList<KeyValuePair<string, double>> Metrics)
{
    /// <summary>A metric's mean, or none of that name.</summary>
    public double? Find(string metric)
    {
        foreach ((string name, double value) in Metrics)
        {
            if (name == metric)
            {
                return value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public bool Equals(BucketStats? other) =>
        other is not null && Count == other.Count && Metrics.SequenceEqual(other.Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, Metrics.Count);
}
