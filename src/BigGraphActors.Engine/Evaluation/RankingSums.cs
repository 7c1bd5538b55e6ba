namespace BigGraphActors.Engine.Evaluation;

/// <summary>Sums of ranking metrics over edges; each edge counts the mean of its sides that have negatives.</summary>
/// <remarks>PBG: <c>Stats</c> of evaluation. A rank is 1 for the best; ties count against the positive there.</remarks>
public sealed record RankingSums
{
    /// <summary>Number of ranked edges.</summary>
    public long Count { get; init; }

    /// <summary>Loss of both sides, weights included.</summary>
    public double Loss { get; init; }

    /// <summary>Ranks with ties against the positive: PBG's.</summary>
    public RankSums Pessimistic { get; init; }

    /// <summary>Ranks with the positive in the middle of its ties.</summary>
    public RankSums Realistic { get; init; }

    /// <summary>
    /// Pairs of a positive and any negative in which the positive scores higher: a sample of one per edge.
    /// </summary>
    public double Auc { get; init; }

    /// <summary>Edges whose true answer had no wrong one beside it, so that its rank says nothing.</summary>
    public double Unrivalled { get; init; }

    /// <summary>Adds two sums.</summary>
    public RankingSums Add(RankingSums other) => new()
    {
        Count = Count + other.Count,
        Loss = Loss + other.Loss,
        Pessimistic = Pessimistic.Add(other.Pessimistic),
        Realistic = Realistic.Add(other.Realistic),
        Auc = Auc + other.Auc,
        Unrivalled = Unrivalled + other.Unrivalled,
    };
}
