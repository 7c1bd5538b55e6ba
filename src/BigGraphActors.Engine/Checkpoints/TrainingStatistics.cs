using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Engine.Checkpoints;

/// <summary>The lines of <c>training_stats.json</c> that a pass adds.</summary>
/// <remarks>
/// PBG: one line a bucket, then one with the mean of the evaluations before training, if there were any.
/// </remarks>
public static class TrainingStatistics
{
    /// <summary>Makes the lines of one pass for <c>training_stats.json</c>.</summary>
    /// <param name="position">Epoch, edge path and slice of the pass.</param>
    /// <param name="buckets">Its buckets with their numbers in the run, in the order the lines shall have.</param>
    public static IReadOnlyList<TrainingStatsLine> LinesOf(
        PassPosition position, IReadOnlyList<(Bucket Bucket, long Index, BucketReport Report)> buckets)
    {
        List<TrainingStatsLine> lines =
        [
            .. buckets.Select(one => new TrainingStatsLine
            {
                LhsPartition = one.Bucket.Lhs,
                RhsPartition = one.Bucket.Rhs,
                Index = one.Index,
                Stats = OfTraining(one.Report.Training),
                EvalStatsBefore = one.Report.HeldOutBefore is { } before ? OfRanking(before) : null,
                EvalStatsAfter = one.Report.HeldOutAfter is { } after ? OfRanking(after) : null,
                EpochIndex = position.Epoch,
                EdgePathIndex = position.EdgePath,
                EdgeSliceIndex = position.EdgeSlice,
            }),
        ];
        RankingSums[] befores = [.. buckets.Select(one => one.Report.HeldOutBefore).OfType<RankingSums>()];
        if (befores.Length > 0)
        {
            lines.Add(new TrainingStatsLine
            {
                Index = buckets.Max(one => one.Index),
                EvalStatsChunkAvg = OfRanking(befores.Aggregate((left, right) => left.Add(right))),
                EpochIndex = position.Epoch,
                EdgePathIndex = position.EdgePath,
                EdgeSliceIndex = position.EdgeSlice,
            });
        }

        return lines;
    }

    private static BucketStats OfTraining(BatchStatistics sums) => sums.Count == 0
        ? new BucketStats(0, [])
        : new BucketStats(sums.Count,
        [
            new("loss", sums.Loss / sums.Count),
            new("reg", sums.Regularization / sums.Count),
            new("violators_lhs", (double)sums.LhsViolators / sums.Count),
            new("violators_rhs", (double)sums.RhsViolators / sums.Count),
        ]);

    private static BucketStats OfRanking(RankingSums sums)
    {
        if (sums.Count == 0)
        {
            return new BucketStats(0, []);
        }

        RankSums mean = sums.Pessimistic.PerEdge(sums.Count);
        return new BucketStats(sums.Count,
        [
            new("loss", sums.Loss / sums.Count),
            new("pos_rank", mean.Rank),
            new("mrr", mean.Reciprocal),
            new("r1", mean.Within1),
            new("r10", mean.Within10),
            new("r50", mean.Within50),
            new("auc", sums.Auc / sums.Count),
        ]);
    }
}
