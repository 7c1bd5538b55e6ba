namespace BigGraphActors.Schema.Settings;

/// <summary>The keys of an entity type. PBG: <c>EntitySchema</c>.</summary>
internal static class EntityKeys
{
    /// <summary>What reading starts from; the required key is filled then.</summary>
    public static EntitySettings Unset { get; } = new() { NumPartitions = 0 };

    public static KeyTable<EntitySettings> Table { get; } = Build();

    private static KeyTable<EntitySettings> Build()
    {
        KeyTable<EntitySettings> table = new(SettingsBlock.Entity, Unset, isPbg: true);
        table.Integer(
            "num_partitions", s => s.NumPartitions, (s, v) => s with { NumPartitions = v },
            "Slices the entities of this type are cut into. 1 keeps the whole type in memory; more trains pairs of "
            + "slices one after the other, so that only two at a time need to fit. All partitioned types of one side "
            + "must have the same number.",
            new KeyTraits { IsRequired = true, AtLeast = 1 });
        table.Truth(
            "featurized", s => s.Featurized, (s, v) => s with { Featurized = v },
            "An entity is a bag of features, and its vector the mean of theirs; the rows of the table are features.");
        table.OptionalInteger(
            "dimension", s => s.Dimension, (s, v) => s with { Dimension = v },
            "Elements of this type's vectors where they differ from the run's dimension. The two sides of a relation "
            + "must come out equal.",
            KeyTraits.AtLeastOne);
        return table;
    }
}
