namespace BigGraphActors.Engine.Steps;

/// <summary>Sums over the edges of one or many batches. PBG: <c>Stats</c> of training.</summary>
/// <param name="Count">Number of edges.</param>
/// <param name="Loss">Loss of both sides, relation and edge weights included, regulariser not.</param>
/// <param name="Regularization">The regulariser's part of the objective.</param>
/// <param name="LhsViolators">Pairs in which a negative of the left-hand side scores above its positive.</param>
/// <param name="RhsViolators">The same for the right-hand side.</param>
public readonly record struct BatchStatistics(
    long Count, double Loss, double Regularization, long LhsViolators, long RhsViolators)
{
    /// <summary>Mean loss of an edge; 0 without edges.</summary>
    public double LossPerEdge => Count == 0 ? double.NaN : Loss / Count;

    /// <summary>Adds two sums.</summary>
    public static BatchStatistics operator +(BatchStatistics left, BatchStatistics right) => new(
        left.Count + right.Count,
        left.Loss + right.Loss,
        left.Regularization + right.Regularization,
        left.LhsViolators + right.LhsViolators,
        left.RhsViolators + right.RhsViolators);

    /// <summary>The same as the operator, for languages without them.</summary>
    public BatchStatistics Add(BatchStatistics other) => this + other;
}
