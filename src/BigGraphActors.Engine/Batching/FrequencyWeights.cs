using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

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
