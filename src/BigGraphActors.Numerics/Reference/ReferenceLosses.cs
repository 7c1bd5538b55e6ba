namespace BigGraphActors.Numerics.Reference;

/// <summary>The three losses written out in float64; <c>negatives[k]</c> are the scores beside positive k.</summary>
internal static class ReferenceLosses
{
    /// <summary><c>sum_k w_k [log(exp(s_k) + sum_j exp(t_kj)) - s_k]</c>; 0 without negatives.</summary>
    public static double Softmax(double[] positives, double[][] negatives, double[] weights)
    {
        double loss = 0;
        for (int k = 0; k < positives.Length; k++)
        {
            if (negatives[k].Length > 0)
            {
                double most = Math.Max(positives[k], negatives[k].Max());
                double total = Math.Exp(positives[k] - most) + negatives[k].Sum(score => Math.Exp(score - most));
                loss += weights[k] * (Math.Log(total) + most - positives[k]);
            }
        }

        return loss;
    }

    /// <summary><c>sum_k w_k sum_j max(0, t_kj - s_k + margin)</c>.</summary>
    public static double Ranking(double[] positives, double[][] negatives, double[] weights, double margin)
    {
        double loss = 0;
        for (int k = 0; k < positives.Length; k++)
        {
            loss += weights[k] * negatives[k].Sum(score => Math.Max(0, score - positives[k] + margin));
        }

        return loss;
    }

    /// <summary>
    /// <c>sum_k w_k softplus(-s_k) + (1/N) sum_k w_k sum_j softplus(t_kj)</c>; N = 0: positives only.
    /// </summary>
    public static double Logistic(double[] positives, double[][] negatives, double[] weights, int normalizer)
    {
        double loss = 0;
        for (int k = 0; k < positives.Length; k++)
        {
            double others = normalizer == 0 ? 0 : negatives[k].Sum(Softplus) / normalizer;
            loss += weights[k] * (Softplus(-positives[k]) + others);
        }

        return loss;
    }

    private static double Softplus(double z)
    {
        double e = Math.Exp(-Math.Abs(z));

        // log(1 + e) = 2 atanh(e / (2 + e)), which keeps its digits where 1 + e would drop them.
        return Math.Max(z, 0) + (2 * Math.Atanh(e / (2 + e)));
    }
}
