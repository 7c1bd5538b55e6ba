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
