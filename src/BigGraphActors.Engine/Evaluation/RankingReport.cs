using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>The outcome of an evaluation; without edges, or with no wrong answer at all, all means are NaN.</summary>
/// <param name="Total">Sums over all edges.</param>
/// <param name="Protocol">What the figures mean.</param>
/// <param name="Buckets">Sums of each bucket of each edge path, in order.</param>
/// <param name="Relations">Sums of each relation, when asked for.</param>
/// <param name="Elapsed">Time by the clock, loading included.</param>
public sealed record RankingReport(
    RankingSums Total,
    EvaluationProtocol Protocol,
    IReadOnlyList<BucketRanking> Buckets,
    IReadOnlyList<RelationRanking> Relations,
    TimeSpan Elapsed)
{
    /// <summary>What makes the figures doubtful, or says why there are none; whole sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Edges ranked.</summary>
    public long Count => Total.Count;

    /// <summary>Mean over edges, ties against the positive: PBG's figures.</summary>
    public RankSums Pessimistic => Total.Pessimistic.PerEdge(Judged);

    /// <summary>Mean over edges, the positive in the middle of its ties.</summary>
    public RankSums Realistic => Total.Realistic.PerEdge(Judged);

    /// <summary>Mean of the sampled AUC.</summary>
    public double Auc => Judged == 0 ? double.NaN : Total.Auc / Total.Count;

    /// <summary>Mean loss of an edge.</summary>
    public double Loss => Judged == 0 ? double.NaN : Total.Loss / Total.Count;

    // The best of one is no result.
    private long Judged => Total.Unrivalled >= Total.Count ? 0 : Total.Count;
}

/// <summary>Ranks of one bucket.</summary>
/// <param name="EdgePath">Edge path, from 0.</param>
/// <param name="Bucket">The bucket that holds the edges.</param>
/// <param name="Sums">Sums over the edges of the bucket.</param>
public sealed record BucketRanking(int EdgePath, Bucket Bucket, RankingSums Sums);

/// <summary>Ranks of one relation.</summary>
/// <param name="Name">The relation's name.</param>
/// <param name="Sums">Sums over the edges of the relation.</param>
public sealed record RelationRanking(string Name, RankingSums Sums);

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

/// <summary>Sums over ranks.</summary>
/// <param name="Rank">Sum of ranks.</param>
/// <param name="Reciprocal">Sum of reciprocal ranks.</param>
/// <param name="Within1">Ranks of 1.</param>
/// <param name="Within10">Ranks up to 10.</param>
/// <param name="Within50">Ranks up to 50.</param>
public readonly record struct RankSums(
    double Rank, double Reciprocal, double Within1, double Within10, double Within50)
{
    /// <summary>Adds two sums.</summary>
    public RankSums Add(RankSums other) => new(
        Rank + other.Rank,
        Reciprocal + other.Reciprocal,
        Within1 + other.Within1,
        Within10 + other.Within10,
        Within50 + other.Within50);

    /// <summary>Adds one rank with a weight.</summary>
    /// <param name="rank">Position of the true answer, from 1; may lie between two positions.</param>
    /// <param name="weight">One divided by the number of sides ranked.</param>
    public RankSums AddRank(double rank, double weight) => new(
        Rank + (weight * rank),
        Reciprocal + (weight / rank),
        Within1 + (rank <= 1 ? weight : 0),
        Within10 + (rank <= 10 ? weight : 0),
        Within50 + (rank <= 50 ? weight : 0));

    /// <summary>Divides all by a number of edges; 0 edges have no mean, which is NaN.</summary>
    public RankSums PerEdge(long count) => count == 0
        ? new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN)
        : new(Rank / count, Reciprocal / count, Within1 / count, Within10 / count, Within50 / count);
}
