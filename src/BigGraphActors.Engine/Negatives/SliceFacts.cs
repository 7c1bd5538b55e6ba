using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Negatives;

/// <summary>What is counted of a slice's edges before they are trained, where the settings ask for it.</summary>
/// <param name="Known">Its edges by relation and end, to mask or to label; or none.</param>
/// <param name="Sampler">Draws by degree; none draws evenly.</param>
/// <param name="Weights">A factor for each edge, or none.</param>
internal sealed record SliceFacts(KnownEdges? Known, DegreeSampler? Sampler, float[]? Weights)
{
    /// <summary>Nothing is counted.</summary>
    public static SliceFacts None { get; } = new(null, null, null);

    /// <summary>Counts what the settings need.</summary>
    /// <param name="plan">Settings and relations.</param>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="tables">The bucket's tables.</param>
    public static SliceFacts Of(ModelPlan plan, EdgeSlice edges, BucketTables tables)
    {
        RunSettings settings = plan.Settings;
        bool needsLabels = settings is { KnownLabels: true, GroupQueries: false };
        bool needsKnown = settings.MaskKnownEdges || needsLabels || settings.FrequencyWeights;
        if (edges.Count == 0 || (!needsKnown && settings.NegativePower == 0))
        {
            return None;
        }

        KnownEdges? known = needsKnown
            ? new KnownEdges(edges.Lhs.AsSpan(), edges.Relation.AsSpan(), edges.Rhs.AsSpan())
            : null;
        DegreeSampler? sampler = settings.NegativePower > 0
            ? new DegreeSampler(plan, edges, (type, side) => tables.TableOf(type, side).RowCount)
            : null;
        float[]? weights = settings.FrequencyWeights ? FrequencyWeights.Of(edges, known!) : null;
        return new SliceFacts(known, sampler, weights);
    }
}

/// <summary>Weights that let edges of frequent queries count less.</summary>
/// <remarks>
/// RotatE's subsampling: <c>1 / sqrt(a + b + 6)</c> with the edges that share the edge's left end and relation, and
/// those that share its right end and relation, the edge itself among both; 6 because its authors' program counts each
/// from 3. Here the mean over the slice is 1, so that the learning rate keeps its meaning.
/// </remarks>
internal static class FrequencyWeights
{
    private const double Start = 6;

    /// <summary>Weighs each edge of a slice.</summary>
    /// <param name="edges">The edges of one slice of the bucket.</param>
    /// <param name="known">The same edges, repetitions included.</param>
    public static float[] Of(EdgeSlice edges, KnownEdges known)
    {
        double[] weights = new double[edges.Count];
        double sum = 0;
        for (int edge = 0; edge < weights.Length; edge++)
        {
            int relation = edges.Relation[edge];
            int sameLeft = known.AnswersOf(Side.Rhs, relation, edges.Lhs[edge]).Length;
            int sameRight = known.AnswersOf(Side.Lhs, relation, edges.Rhs[edge]).Length;
            weights[edge] = 1 / Math.Sqrt(sameLeft + sameRight + Start);
            sum += weights[edge];
        }

        double factor = weights.Length / sum;
        return [.. weights.Select(weight => (float)(weight * factor))];
    }
}
