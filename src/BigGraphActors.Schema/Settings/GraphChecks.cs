namespace BigGraphActors.Schema.Settings;

/// <summary>Rules between entity types, relations and the model. PBG finds most of them only when it trains.</summary>
internal static class GraphChecks
{
    public static void Check(RunSettings settings, SettingsReport report)
    {
        if (!report.IsSound("entities"))
        {
            return;
        }

        Dictionary<string, EntitySettings> types = settings.Entities.ToDictionary();
        RefuseEmpty(settings, report);
        CheckSides(settings, types, report);
        if (report.IsSound("relations", "dimension"))
        {
            CheckDimensions(settings, types, report);
            CheckPartitionCounts(settings, types, report);
            CheckDynamic(settings, report);
            WarnOfOddities(settings, report);
        }
    }

    private static void RefuseEmpty(RunSettings settings, SettingsReport report)
    {
        if (settings.Entities.Count == 0)
        {
            report.Refuse("entities", "must name at least one entity type");
        }

        if (settings.Relations.Count == 0 && report.IsSound("relations"))
        {
            report.Refuse("relations", "must hold at least one relation type");
        }
    }

    private static void CheckSides(
        RunSettings settings, Dictionary<string, EntitySettings> types, SettingsReport report)
    {
        for (int i = 0; i < settings.Relations.Count; i++)
        {
            RelationSettings relation = settings.Relations[i];
            CheckSide($"relations[{i}].lhs", $"relation type {relation.Name} (#{i}) has an unknown left-hand side");
            CheckSide($"relations[{i}].rhs", $"relation type {relation.Name} (#{i}) has an unknown right-hand side");
            if (relation.Name.Length == 0 && report.IsSound($"relations[{i}]"))
            {
                report.Refuse($"relations[{i}].name", "must not be empty");
            }

            void CheckSide(string path, string text)
            {
                string type = path.EndsWith("lhs", StringComparison.Ordinal) ? relation.Lhs : relation.Rhs;
                if (report.IsSound(path) && !types.ContainsKey(type))
                {
                    report.Refuse(path, $"{text} entity type '{type}'{NearestName.Hint(type, types.Keys)}");
                }
            }
        }
    }

    private static void CheckDimensions(
        RunSettings settings, Dictionary<string, EntitySettings> types, SettingsReport report)
    {
        for (int i = 0; i < settings.Relations.Count; i++)
        {
            RelationSettings relation = settings.Relations[i];
            int lhs = types[relation.Lhs].Dimension ?? settings.Dimension;
            int rhs = types[relation.Rhs].Dimension ?? settings.Dimension;
            if (lhs != rhs)
            {
                report.Refuse(
                    $"relations[{i}]",
                    "vectors of its two sides differ in dimension:"
                    + $" {relation.Lhs} has {lhs}, {relation.Rhs} has {rhs}");
            }
            else if (NeedsHalves(relation.Operator) && lhs % 2 != 0)
            {
                report.Refuse(
                    $"relations[{i}].operator",
                    $"{ChoiceNames.Of(relation.Operator)} takes a vector as two halves;"
                    + $" the dimension is {lhs}, odd");
            }
            else if (settings.Bias && lhs < 2)
            {
                report.Refuse("bias", $"takes the first element of a vector; with dimension {lhs} nothing is left");
            }
        }
    }

    private static bool NeedsHalves(OperatorKind kind) =>
        kind is OperatorKind.ComplexDiagonal or OperatorKind.Rotation or OperatorKind.Simple;

    private static void CheckPartitionCounts(
        RunSettings settings, Dictionary<string, EntitySettings> types, SettingsReport report)
    {
        CheckSide("left", relation => relation.Lhs);
        CheckSide("right", relation => relation.Rhs);

        void CheckSide(string side, Func<RelationSettings, string> typeOf)
        {
            string[] partitioned =
                [.. settings.Relations.Select(typeOf).Distinct().Where(type => types[type].NumPartitions > 1)];
            foreach (string type in partitioned.Skip(1))
            {
                int first = types[partitioned[0]].NumPartitions;
                if (types[type].NumPartitions != first)
                {
                    report.Refuse(
                        $"entities.{type}.num_partitions",
                        $"is {types[type].NumPartitions}, but {partitioned[0]} has {first};"
                        + $" all partitioned types on the {side}-hand side must have the same number");
                }
            }
        }
    }

    private static void CheckDynamic(RunSettings settings, SettingsReport report)
    {
        if (!settings.DynamicRelations)
        {
            return;
        }

        if (settings.Relations.Count > 1)
        {
            report.Refuse(
                "relations",
                "dynamic_relations needs exactly one relation type, the template of all;"
                + $" found {settings.Relations.Count}");
        }

        if (settings.GlobalEmb && report.IsSound("global_emb"))
        {
            report.Refuse(
                "global_emb",
                "must be false with dynamic_relations: the model cannot have both (the default is true)");
        }
    }

    private static void WarnOfOddities(RunSettings settings, SettingsReport report)
    {
        bool startsNone = settings.Relations.All(
            relation => relation.Operator is OperatorKind.None or OperatorKind.Rotation);
        if (settings.OperatorInitScale is not null && startsNone)
        {
            report.Warn("operator-init-scale", "has no effect: no relation has an operator that it starts");
        }

        HashSet<string> used = [.. settings.Relations.SelectMany(relation => new[] { relation.Lhs, relation.Rhs })];
        foreach ((string type, _) in settings.Entities.Where(type => !used.Contains(type.Key)))
        {
            report.Warn($"entities.{type}", "no relation uses this entity type: it is never trained nor saved");
        }

        HashSet<string> names = [];
        for (int i = 0; i < settings.Relations.Count; i++)
        {
            if (!names.Add(settings.Relations[i].Name))
            {
                report.Warn(
                    $"relations[{i}].name",
                    $"'{settings.Relations[i].Name}' names an earlier relation, too: an import fills only that one");
            }
        }
    }
}
