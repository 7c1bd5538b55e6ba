namespace BigGraphActors.Schema.Settings;

/// <summary>Our own keys of negatives and of how edges count.</summary>
internal static class NegativeKeys
{
    public static void AddTo(KeyTable<RunSettings> ours)
    {
        ours.OptionalInteger(
            "uniform-block-edges", s => s.UniformBlockEdges, (s, v) => s with { UniformBlockEdges = v },
            "How many edges share num_uniform_negs draws while training: more of them make the draws cheaper. Rounded "
            + "up to whole groups of num_batch_negs; null is PBG's law, one such group.");
        ours.Number(
            "negative-power", s => s.NegativePower, (s, v) => s with { NegativePower = v },
            "Draws the num_uniform_negs entities in proportion to degree^power in place of evenly: 0 draws evenly, 1 "
            + "as often as the edges do. The degree is that of the bucket's edge slice on the corrupted side; entities "
            + "without an edge there are not drawn.",
            KeyTraits.NotNegative);
        ours.Truth(
            "mask-known-edges", s => s.MaskKnownEdges, (s, v) => s with { MaskKnownEdges = v },
            "Negatives that form an edge of the training set are masked, wherever they come from, and not only an "
            + "edge's own other end. Needs one edge path and one edge slice.");
        ours.Truth(
            "known-labels", s => s.KnownLabels, (s, v) => s with { KnownLabels = v },
            "KvsAll: all entities that the training set knows as an answer are positives of a query together, all "
            + "others its negatives. Needs all_negs in every relation, loss_fn softmax or logistic, one edge path and "
            + "one edge slice.");
        ours.Truth(
            "group-queries", s => s.GroupQueries, (s, v) => s with { GroupQueries = v },
            "Edges that ask the same, of one relation with one end in common, are trained in the same step and scored "
            + "against every entity once for all of them: the objective of all_negs with softmax, or of known-labels, "
            + "at the cost of the distinct queries. A step has the queries of both sides that stand for batch_size "
            + "edges each. Needs dynamic_relations, all_negs and loss_fn softmax.");
        ours.OptionalInteger(
            "group-limit", s => s.GroupLimit, (s, v) => s with { GroupLimit = v },
            "With group-queries, so many edges of a query at most are trained in one step, the rest in other steps; "
            + "which go together is drawn anew in every pass. null takes all together: a query of thousands of edges "
            + "is then one step, after which Adagrad lets its vector hardly move.",
            KeyTraits.Positive);
        ours.OptionalNumber(
            "negative-temperature", s => s.NegativeTemperature, (s, v) => s with { NegativeTemperature = v },
            "Self-adversarial negatives (RotatE): in the logistic loss a negative counts by the softmax of its score "
            + "times this, among all of its edge; null lets all count alike.",
            KeyTraits.Positive);
        ours.Number(
            "logistic-margin", s => s.LogisticMargin, (s, v) => s with { LogisticMargin = v },
            "Is added to every score in the logistic loss: RotatE's gamma, without which distances, being never above "
            + "0, cannot be told from a half.",
            KeyTraits.None);
        ours.Truth(
            "frequency-weights", s => s.FrequencyWeights, (s, v) => s with { FrequencyWeights = v },
            "Edges of frequent queries count less (RotatE's subsampling): each weighs 1 / sqrt(a + b + 6), where a "
            + "edges of its slice share its left end and relation and b its right end and relation, times a factor "
            + "that makes the mean weight of the slice 1. Edge weights multiply.");
    }
}
