namespace BigGraphActors.Engine.Evaluation;

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
