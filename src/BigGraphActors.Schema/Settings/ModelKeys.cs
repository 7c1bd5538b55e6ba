namespace BigGraphActors.Schema.Settings;

/// <summary>Keys of the model: size, score, loss, regulariser.</summary>
internal static class ModelKeys
{
    public static void AddTo(KeyTable<RunSettings> table)
    {
        AddVectors(table);
        AddScore(table);
    }

    private static void AddVectors(KeyTable<RunSettings> table)
    {
        table.Integer(
            "dimension", s => s.Dimension, (s, v) => s with { Dimension = v },
            "Elements of a vector, float32. Memory and time grow with it in proportion; 100 to 400 is usual.",
            new KeyTraits { IsRequired = true, AtLeast = 1 });
        table.Number(
            "init_scale", s => s.InitScale, (s, v) => s with { InitScale = v },
            "Standard deviation of the initial vectors. Comparators that divide by the length do not care; dot with "
            + "a large scale starts from wrong certainties.",
            KeyTraits.Positive);
        table.OptionalNumber(
            "max_norm", s => s.MaxNorm, (s, v) => s with { MaxNorm = v },
            "Rows longer than this (Euclidean norm) are shortened to it whenever they are looked up; null never.",
            KeyTraits.Positive);
        table.Truth(
            "global_emb", s => s.GlobalEmb, (s, v) => s with { GlobalEmb = v },
            "Adds a learnt vector per entity type to all its entities. Must be false with dynamic_relations.");
    }

    private static void AddScore(KeyTable<RunSettings> table)
    {
        table.Choice(
            "comparator", s => s.Comparator, (s, v) => s with { Comparator = v },
            "How two vectors become a score, higher being better: dot is the inner product, cos the cosine, l2 and "
            + "squared_l2 the negated distance.");
        table.Truth(
            "bias", s => s.Bias, (s, v) => s with { Bias = v },
            "The first element of each vector is a bias: it is added to the score instead of being compared.");
        table.Choice(
            "loss_fn", s => s.LossFn, (s, v) => s with { LossFn = v },
            "How a positive score and its negatives become a loss: ranking is a hinge with margin, logistic a binary "
            + "cross-entropy, softmax a cross-entropy of the positive against its negatives.");
        table.Number(
            "margin", s => s.Margin, (s, v) => s with { Margin = v },
            "By how much the ranking loss wants a positive above its negatives, in units of the score. The other "
            + "losses do not use it.");
        table.Number(
            "regularization_coef", s => s.RegularizationCoef, (s, v) => s with { RegularizationCoef = v },
            "Factor on the regulariser; 0 switches it off. 1e-3 is usual for complex_diagonal with many dimensions. "
            + "Not possible with the operators linear and affine.",
            KeyTraits.NotNegative);
        table.Choice(
            "regularizer", s => s.Regularizer, (s, v) => s with { Regularizer = v },
            "Penalty on the vectors of a batch: N3 is the sum of cubed absolute values.");
    }
}
