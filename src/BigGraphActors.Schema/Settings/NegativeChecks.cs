namespace BigGraphActors.Schema.Settings;

/// <summary>What our own keys of negatives need of others.</summary>
internal static class NegativeChecks
{
    private const int AllEdges = 1_000_000_000;

    public static void Check(RunSettings settings, SettingsReport report)
    {
        CheckLoss(settings, report);
        CheckLabels(settings, report);
        CheckGroups(settings, report);
        CheckKnown("mask-known-edges", settings.MaskKnownEdges, settings, report);
        CheckKnown("known-labels", settings.KnownLabels, settings, report);
        CheckFeatures(settings, report);
        bool drawsNone = settings.NumUniformNegs == 0 || settings.Relations.All(relation => relation.AllNegs);
        if (settings.NegativePower > 0 && drawsNone)
        {
            report.Warn("negative-power", "has no effect: no negatives are drawn");
        }
    }

    private static void CheckLoss(RunSettings settings, SettingsReport report)
    {
        if (settings.NegativeTemperature is not null && settings.LossFn != LossKind.Logistic)
        {
            report.Refuse("negative-temperature", "needs loss_fn = logistic; the softmax loss weighs negatives itself");
        }

        if (settings.LogisticMargin != 0 && settings.LossFn != LossKind.Logistic)
        {
            report.Refuse(
                "logistic-margin", "needs loss_fn = logistic; ranking has margin, and softmax is blind to a constant");
        }
    }

    private static void CheckLabels(RunSettings settings, SettingsReport report)
    {
        if (!settings.KnownLabels)
        {
            return;
        }

        if (settings.LossFn == LossKind.Ranking)
        {
            report.Refuse("known-labels", "needs loss_fn = softmax or logistic");
        }

        if (!settings.Relations.All(relation => relation.AllNegs))
        {
            report.Refuse("known-labels", "needs all_negs = true in every relation");
        }

        if (settings.MaskKnownEdges)
        {
            report.Refuse("known-labels", "known edges are positives with it, and cannot be masked: choose one");
        }

        if (settings.NegativeTemperature is not null)
        {
            report.Refuse("known-labels", "every entity counts alike with it; negative-temperature must be null");
        }
    }

    private static void CheckGroups(RunSettings settings, SettingsReport report)
    {
        (bool IsAgainst, string Reason)[] needs =
        [
            (!settings.DynamicRelations, "needs dynamic_relations = true: a static relation's operator is on one side"),
            (!settings.Relations.All(relation => relation.AllNegs), "needs all_negs = true in every relation"),
            (settings.LossFn != LossKind.Softmax, "needs loss_fn = softmax"),
            (settings.MaskKnownEdges, "cannot mask known edges: choose one of the two"),
            (settings.DisableLhsNegs || settings.DisableRhsNegs, "needs queries of both sides"),
            (settings.Deterministic, "cannot be cut into lanes for deterministic; one worker and a seed repeat a run"),
        ];
        foreach ((_, string reason) in needs.Where(need => settings.GroupQueries && need.IsAgainst))
        {
            report.Refuse("group-queries", reason);
        }

        if (settings.GroupLimit is not null && !settings.GroupQueries)
        {
            report.Refuse("group-limit", "needs group-queries = true: nothing else groups edges");
        }

        if (settings.GroupLimit is not null && settings.KnownLabels)
        {
            report.Refuse("group-limit", "must be null with known-labels, which needs all edges of a query together");
        }
    }

    private static void CheckKnown(string key, bool isOn, RunSettings settings, SettingsReport report)
    {
        bool isWhole = settings.EdgePaths.Count <= 1 && settings.NumEdgeChunks is null or 1;
        bool mayCut = settings.NumEdgeChunks is null && settings.MaxEdgesPerChunk < AllEdges;
        if (isOn && (!isWhole || mayCut))
        {
            report.Refuse(
                key, "needs all edges of a bucket at once: one edge path, num_edge_chunks null or 1, and "
                + "max_edges_per_chunk not lowered");
        }
    }

    private static void CheckFeatures(RunSettings settings, SettingsReport report)
    {
        if (!report.IsSound("entities", "relations"))
        {
            return;
        }

        (string Key, bool IsOn)[] keys =
        [
            ("negative-power", settings.NegativePower > 0),
            ("mask-known-edges", settings.MaskKnownEdges),
            ("frequency-weights", settings.FrequencyWeights),
        ];
        bool isFeaturized = settings.Entities.Any(type => type.Value.Featurized);
        foreach ((string key, bool isOn) in keys)
        {
            if (isOn && isFeaturized)
            {
                report.Refuse(key, "featurised entities have no rows of their own, by which edges could be told");
            }
        }
    }
}
