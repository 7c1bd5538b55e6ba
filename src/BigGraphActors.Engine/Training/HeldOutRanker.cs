using BigGraphActors.Engine.Batching;
using BigGraphActors.Engine.Evaluation;
using BigGraphActors.Engine.Model;

namespace BigGraphActors.Engine.Training;

/// <summary>
/// Evaluates a bucket's held-out edges while it is trained, with the negatives of the <c>eval_*</c> keys.
/// </summary>
/// <remarks>
/// PBG: <c>eval_stats_before</c> and <c>eval_stats_after</c>; the batch is rounded up to whole blocks.
/// </remarks>
internal sealed class HeldOutRanker
{
    private readonly ModelPlan _plan;
    private readonly ulong _seed;
    private readonly SharedModel _model;
    private readonly int _threads;

    /// <summary>Prepares the evaluation; scratch lives only as long as one call, since it may be large.</summary>
    public HeldOutRanker(ModelPlan plan, SharedModel model, int threads, ulong seed)
    {
        _plan = plan;
        _model = model;
        _threads = threads;
        _seed = seed;
    }

    /// <summary>Ranks edges.</summary>
    /// <param name="work">The bucket.</param>
    /// <param name="edges">Indices into its slice.</param>
    /// <param name="stop">Ends the evaluation between two batches.</param>
    /// <returns>The sums, or none without edges or negatives.</returns>
    public RankingSums? Rank(BucketWork work, int[] edges, CancellationToken stop)
    {
        NegativeCounts counts = NegativeCounts.ForHeldOut(_plan.Settings);
        bool hasNegatives = counts.Batch > 0 || counts.Uniform > 0 || _plan.Relations.All(relation => relation.AllNegs);
        if (edges.Length == 0 || !hasNegatives)
        {
            return null;
        }

        int size = _plan.Settings.BatchSize;
        int batchSize = counts.Batch > 0 ? (size + counts.Batch - 1) / counts.Batch * counts.Batch : size;
        SliceRanker ranker = new(_plan, _model, new RankingPlan(counts, batchSize, _threads, _seed));
        return ranker.Rank(work.Tables, work.Edges, edges, null, work.Lease.Index, stop);
    }
}
