namespace BigGraphActors.Schema.Settings;

/// <summary>The keys of a run: PBG's <c>ConfigSchema</c> in its order, then our own.</summary>
internal static class RunKeys
{
    /// <summary>The key under which a node's own settings stand.</summary>
    public const string NodeBlock = "node";

    /// <summary>What reading starts from; the required keys are filled then.</summary>
    public static RunSettings Unset { get; } = new()
    {
        Entities = [],
        Relations = [],
        Dimension = 0,
        EntityPath = "",
        EdgePaths = [],
        CheckpointPath = "",
    };

    public static KeyTable<RunSettings> Table { get; } = Build();

    private static KeyTable<RunSettings> Build()
    {
        KeyTable<RunSettings> table = new(SettingsBlock.Run, Unset, isPbg: true);
        AddGraph(table);
        ModelKeys.AddTo(table);
        DataKeys.AddTo(table);
        TrainingKeys.AddTo(table);
        NodeKeys.AddTo(table);
        AddOurs(table);
        return table;
    }

    private static void AddGraph(KeyTable<RunSettings> table)
    {
        table.Nested(
            new SettingsKey
            {
                Name = "entities",
                Block = SettingsBlock.Run,
                Type = SettingsType.EntityMap,
                IsRequired = true,
                Meaning = "Entity types by name, at least one. Names become parts of file names, so '.', '/' and '\\' "
                    + "are refused. The order matters: global embeddings are numbered by it.",
            },
            s => s.Entities,
            (s, v) => s with { Entities = (IReadOnlyList<KeyValuePair<string, EntitySettings>>)v! });
        table.Nested(
            new SettingsKey
            {
                Name = "relations",
                Block = SettingsBlock.Run,
                Type = SettingsType.RelationList,
                IsRequired = true,
                Meaning = "Relation types, at least one; the position in the list is the relation's number in edge "
                    + "files. With dynamic_relations exactly one: the template of all.",
            },
            s => s.Relations,
            (s, v) => s with { Relations = (IReadOnlyList<RelationSettings>)v! });
    }

    private static void AddOurs(KeyTable<RunSettings> table)
    {
        // config.json has only PBG's keys, because PBG refuses any other.
        KeyTable<RunSettings> ours = new(SettingsBlock.Run, Unset, isPbg: false);
        AddOursOfTraining(ours);
        NegativeKeys.AddTo(ours);
        AddOurBlocks(ours);
        table.AddAll(ours);
    }

    private static void AddOursOfTraining(KeyTable<RunSettings> ours)
    {
        ours.OptionalLong(
            "seed", s => s.Seed, (s, v) => s with { Seed = v },
            "Starts every random sequence of a run; null draws one and reports it. With one worker the same seed gives "
            + "the same vectors; with more, HOGWILD threads race unless deterministic = true.");
        ours.Truth(
            "allow-changed-settings", s => s.AllowChangedSettings, (s, v) => s with { AllowChangedSettings = v },
            "Uses a checkpoint although it was trained with another operator, comparator, loss_fn, bias, global_emb, "
            + "number of relations or other edge paths; each is said as a warning. Without it that is refused. "
            + "docs/reference/resuming.md lists what may change without it, and what never may.");
        ours.Truth(
            "deterministic", s => s.Deterministic, (s, v) => s with { Deterministic = v },
            "Threads train one batch together in lockstep instead of racing (HOGWILD): with one seed the result is the "
            + "same on any number of threads of one machine, at somewhat less speed. More than 16 do not help.");
        ours.Choice(
            "products", s => s.Products, (s, v) => s with { Products = v },
            "What scores and gradients are computed from while training: int16 rounds vectors and gradients of scores "
            + "to 16-bit integers with a scale for each row, which AVX-512 multiplies almost twice as fast. "
            + "Tables, optimiser and evaluation stay float32. Needs the comparator dot or cos.");
        ours.OptionalNumber(
            "operator-init-scale", s => s.OperatorInitScale, (s, v) => s with { OperatorInitScale = v },
            "Standard deviation of operators' parameters at the start, the same numbers in every run; null starts them "
            + "as the identity, as PBG does. From the identity relations learn slowly to differ from it: ComplEx "
            + "against every entity gains with 0.05. rotation always starts at angles of its own.",
            KeyTraits.Positive);
        ours.Choice(
            "regularizer-scope", s => s.RegularizerScope, (s, v) => s with { RegularizerScope = v },
            "What the regulariser acts on: transformed is PBG's, the vectors after the operator; raw the rows "
            + "themselves in both directions of an edge, as in the literature on N3. raw needs dynamic_relations.");
    }

    private static void AddOurBlocks(KeyTable<RunSettings> ours)
    {
        ours.Nested(
            new SettingsKey
            {
                Name = "import",
                Block = SettingsBlock.Run,
                Type = SettingsType.ImportBlock,
                IsNullable = true,
                IsPbg = false,
                Default = "null",
                Meaning = "Where the edge lists are and how their columns are read; what 'biggraph import' uses when "
                    + "no files are named.",
            },
            s => s.Import,
            (s, v) => s with { Import = (ImportSettings?)v });
        ours.Nested(
            new SettingsKey
            {
                Name = "validation",
                Block = SettingsBlock.Run,
                Type = SettingsType.ValidationBlock,
                IsNullable = true,
                IsPbg = false,
                Default = "null",
                Meaning = "Ranks held-out edges between epochs, keeps the best model under best in the checkpoint's "
                    + "folder, and ends a run that no longer improves; null does none of it.",
            },
            s => s.Validation,
            (s, v) => s with { Validation = (ValidationSettings?)v });
        ours.Nested(
            new SettingsKey
            {
                Name = NodeBlock,
                Block = SettingsBlock.Run,
                Type = SettingsType.NodeBlock,
                IsNullable = true,
                IsPbg = false,
                Default = "null",
                Meaning = "What 'biggraph node' is told of its place in a cluster. A worker's file needs nothing else: "
                    + "the seed node tells it of the run.",
            },
            s => s.Node,
            (s, v) => s with { Node = (NodeSettings?)v });
    }
}
