using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Negatives;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Evaluation;

/// <summary>Ranks chosen edges of a slice on several threads.</summary>
internal sealed class SliceRanker(ModelPlan plan, SharedModel model, RankingPlan ranking)
{
    /// <summary>Is told after each batch how many edges it had, from any thread.</summary>
    public Action<int>? OnBatch { get; init; }

    /// <summary>Sums of each relation number; filled only when the plan asks for it.</summary>
    public SortedDictionary<int, RankingSums> PerRelation { get; } = [];

    /// <summary>Ranks edges.</summary>
    /// <param name="tables">Tables of the bucket.</param>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="indices">Edges to rank, in order; each thread takes a contiguous share, as in PBG.</param>
    /// <param name="space">Which entities are candidates, or none for those of the bucket's partitions.</param>
    /// <param name="streams">The random numbers of this call.</param>
    /// <param name="stop">Ends the evaluation between two batches.</param>
    public RankingSums Rank(
        BucketTables tables,
        EdgeSlice edges,
        Memory<int> indices,
        CandidateSpace? space,
        BucketStreams streams,
        CancellationToken stop)
    {
        int share = (indices.Length + ranking.Threads - 1) / ranking.Threads;
        RankingSums[] sums = new RankingSums[ranking.Threads];
        WorkerThreads.Instance.Run(
            ranking.Threads,
            (index, ending) =>
            {
                int start = Math.Min(index * share, indices.Length);
                Memory<int> own = indices[start..Math.Min(start + share, indices.Length)];
                RandomStream random = streams.OfEvaluation(index);
                using BatchRanker ranker = new(plan, model, random.Pick) { Space = space };
                ranker.Bind(tables);
                BatchFiller filler = ranking.PerRelation
                    ? BatchFiller.ByRelation(plan, edges, own, ranking.BatchSize)
                    : new BatchFiller(plan, edges, own, ranking.BatchSize);
                sums[index] = RankShare(ranker, filler, random, ending);
            },
            stop);
        return sums.Aggregate((left, right) => left.Add(right));
    }

    private RankingSums RankShare(
        BatchRanker ranker, BatchFiller filler, RandomStream random, CancellationToken stop)
    {
        RankingSums total = new();
        while (filler.Next(random.Pick) is { } batch)
        {
            stop.ThrowIfCancellationRequested();
            RankingSums sums = ranker.Rank(batch, ranking.Counts, random.Fill);
            total = total.Add(sums);
            if (ranking.PerRelation)
            {
                AddTo(batch.Relations[0], sums);
            }

            OnBatch?.Invoke(batch.Count);
        }

        return total;
    }

    private void AddTo(int relation, RankingSums sums)
    {
        lock (PerRelation)
        {
            PerRelation[relation] = PerRelation.TryGetValue(relation, out RankingSums? earlier)
                ? earlier.Add(sums)
                : sums;
        }
    }
}

/// <summary>How edges are ranked.</summary>
/// <param name="Counts">Batch and uniform negatives of an edge and side.</param>
/// <param name="BatchSize">Edges of a batch.</param>
/// <param name="Threads">Threads, at least 1.</param>
internal sealed record RankingPlan(NegativeCounts Counts, int BatchSize, int Threads)
{
    /// <summary>Keeps the sums of each relation number apart; batches then hold one relation each.</summary>
    public bool PerRelation { get; init; }
}
