namespace BigGraphActors.Schema.Settings;

/// <summary>Rules between keys of loss, negatives, paths. PBG finds most of them only when it trains.</summary>
internal static class RunChecks
{
    public static void Check(RunSettings settings, SettingsReport report)
    {
        CheckRegularizer(settings, report);
        CheckNegatives(settings, report);
        NegativeChecks.Check(settings, report);
        CheckPaths(settings, report);
        WarnOfOddities(settings, report);
    }

    private static void CheckRegularizer(RunSettings settings, SettingsReport report)
    {
        if (settings.RegularizationCoef == 0)
        {
            WarnOfIdleScope(settings, report);
            return;
        }

        if (!report.IsSound("regularization_coef", "relations"))
        {
            return;
        }

        bool isRaw = settings.RegularizerScope == RegularizerScope.Raw;
        if (isRaw && (!settings.DynamicRelations || settings.Comparator == ComparatorKind.Cos))
        {
            report.Refuse(
                "regularizer-scope",
                "raw needs dynamic_relations = true and a comparator other than cos: elsewhere only transformed "
                + "vectors are at hand");
        }

        for (int i = 0; i < settings.Relations.Count; i++)
        {
            if (settings.Relations[i].Operator is OperatorKind.Linear or OperatorKind.Affine)
            {
                report.Refuse(
                    $"relations[{i}].operator",
                    $"{ChoiceNames.Of(settings.Relations[i].Operator)} cannot be regularised;"
                    + " set regularization_coef = 0 or choose another operator");
            }
        }
    }

    private static void WarnOfIdleScope(RunSettings settings, SettingsReport report)
    {
        if (settings.RegularizerScope == RegularizerScope.Raw)
        {
            report.Warn("regularizer-scope", "has no effect while regularization_coef is 0");
        }
    }

    private static void CheckNegatives(RunSettings settings, SettingsReport report)
    {
        bool none = settings.DisableLhsNegs && settings.DisableRhsNegs;
        if (none && report.IsSound("disable_lhs_negs", "disable_rhs_negs"))
        {
            report.Refuse("disable_rhs_negs", "cannot disable negative sampling on both sides");
        }

        if (!report.IsSound("relations", "batch_size", "num_batch_negs", "num_uniform_negs"))
        {
            return;
        }

        // Differs: any batch_size fits where all relations have all_negs, because they have no negative blocks.
        bool samples = settings.Relations.Any(relation => !relation.AllNegs);
        if (samples && settings.NumBatchNegs > 0 && settings.BatchSize % settings.NumBatchNegs != 0)
        {
            report.Refuse(
                "batch_size",
                $"must be a multiple of num_batch_negs, found {settings.BatchSize} and {settings.NumBatchNegs}"
                + $"; {NextMultiple(settings.BatchSize, settings.NumBatchNegs)} would do");
        }

        if (samples && settings.NumBatchNegs == 0 && settings.NumUniformNegs == 0)
        {
            report.Refuse(
                "num_uniform_negs",
                "num_batch_negs and num_uniform_negs are both 0: no negatives, unless every relation has all_negs");
        }

        CheckEvaluationNegatives(settings, samples, report);
        CheckFeaturized(settings, report);
    }

    private static void CheckEvaluationNegatives(RunSettings settings, bool samples, SettingsReport report)
    {
        // Differs: a null or 0 for eval_num_batch_negs means no batch negatives. PBG crashes.
        bool none = settings.EvalNumBatchNegs is null or 0
            && (settings.EvalNumUniformNegs ?? settings.NumUniformNegs) == 0;
        bool isSound = report.IsSound("eval_num_batch_negs", "eval_num_uniform_negs");
        if (samples && none && settings.EvalFraction > 0 && isSound)
        {
            report.Refuse(
                "eval_num_uniform_negs",
                "the evaluation while training would have no negatives; give it some, or set eval_fraction = 0");
        }
    }

    private static void CheckFeaturized(RunSettings settings, SettingsReport report)
    {
        if (!report.IsSound("entities"))
        {
            return;
        }

        HashSet<string> featurized =
            [.. settings.Entities.Where(type => type.Value.Featurized).Select(type => type.Key)];
        for (int i = 0; i < settings.Relations.Count; i++)
        {
            RelationSettings relation = settings.Relations[i];
            bool isFeaturized = featurized.Contains(relation.Lhs) || featurized.Contains(relation.Rhs);
            if (isFeaturized && (relation.AllNegs || settings.NumBatchNegs == 0))
            {
                report.Refuse(
                    relation.AllNegs ? $"relations[{i}].all_negs" : "num_batch_negs",
                    "featurised entity types can only have batch negatives:"
                    + " set num_batch_negs above 0, all_negs false");
            }
        }
    }

    private static void CheckPaths(RunSettings settings, SettingsReport report)
    {
        CheckPath("entity_path", settings.EntityPath);
        CheckPath("checkpoint_path", settings.CheckpointPath);
        CheckPath("init_path", settings.InitPath);
        for (int i = 0; i < settings.EdgePaths.Count; i++)
        {
            CheckPath("edge_paths", settings.EdgePaths[i]);
        }

        void CheckPath(string key, string? path)
        {
            if (path is null || !report.IsSound(key))
            {
                return;
            }

            if (path.Length == 0)
            {
                report.Refuse(key, "must not be empty");
            }
            else if (path is "~" or ['~', '/', ..] or ['$', ..])
            {
                report.Refuse(key, $"'{path}' begins with '{path[0]}', which only a shell replaces: write the whole "
                    + "path, or ${HOME}\"/...\" in a file");
            }
            else if (PathScheme.Of(path) is { } scheme && scheme != "file")
            {
                report.Refuse(key, $"'{path}' has the scheme '{scheme}'; only plain paths and file:// can be reached");
            }
        }
    }

    private static void WarnOfOddities(RunSettings settings, SettingsReport report)
    {
        if (settings.LossFn == LossKind.Logistic && settings.Comparator == ComparatorKind.Cos)
        {
            report.Warn(
                "loss_fn", "logistic with the comparator cos: scores stay within -1 and 1, so it hardly learns");
        }

        bool isFeaturized = settings.Entities.Any(type => type.Value.Featurized);
        if (isFeaturized && settings.Comparator == ComparatorKind.Cos && !settings.GlobalEmb)
        {
            report.Warn(
                "comparator", "cos with featurised types: an entity without features is a vector of zeros, whose "
                + "cosine is no number; its batch ends the run");
        }

        if (settings.BackgroundIo)
        {
            report.Warn("background_io", "is deprecated and has no effect");
        }

        if (settings.UniformBlockEdges < 1)
        {
            report.Refuse("uniform-block-edges", $"must be at least 1, or null, found {settings.UniformBlockEdges}");
        }

        bool isDistance = settings.Comparator is ComparatorKind.L2 or ComparatorKind.SquaredL2;
        if (settings.Products == ProductKind.Int16 && isDistance)
        {
            report.Refuse(
                "products", "int16 needs the comparator dot or cos: a distance is what is left of large terms");
        }

        if (settings is { Deterministic: true, Node: not null })
        {
            report.Warn(
                "deterministic", "holds within one node: which node trains which bucket first is a matter of time");
        }

        if (settings.EdgePaths.Count == 0 && report.IsSound("edge_paths"))
        {
            report.Warn("edge_paths", "is empty: there is nothing to train or to evaluate");
        }
    }

    private static int NextMultiple(int value, int of) => (int)Math.Min((((long)value / of) + 1) * of, int.MaxValue);
}

/// <summary>Tells paths of settings from URLs, which PBG takes as well.</summary>
public static class PathScheme
{
    /// <summary>The scheme of a URL; none for a plain path, also for one with a drive letter.</summary>
    public static string? Of(string path)
    {
        int end = path.IndexOf("://", StringComparison.Ordinal);
        return end > 1 && path[..end].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.')
            ? path[..end]
            : null;
    }
}
