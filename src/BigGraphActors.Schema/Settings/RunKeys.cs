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
        PbgClusterKeys.AddTo(table);
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
            "Starts every random sequence of a run. null draws a seed and reports it. With one worker the same seed "
            + "gives the same vectors. With more workers it does so only with deterministic = true.");
        ours.Truth(
            "allow-changed-settings", s => s.AllowChangedSettings, (s, v) => s with { AllowChangedSettings = v },
            "Uses a checkpoint that was trained with another operator, comparator, loss_fn, bias, global_emb, "
            + "number of relations or other edge paths. Each difference is printed as a warning. Without this key it "
            + "is refused. docs/reference/resuming.md lists what may change.");
        ours.Truth(
            "deterministic", s => s.Deterministic, (s, v) => s with { Deterministic = v },
            "Threads train one batch together, instead of racing (HOGWILD). With a seed the result is then the same "
            + "on any number of threads of one machine. It is about 20 % slower, and more than 16 threads do not "
            + "help.");
        ours.Choice(
            "products", s => s.Products, (s, v) => s with { Products = v },
            "int16 rounds vectors and gradients of scores to 16-bit integers with a scale for each row, for the "
            + "matrix products of training. AVX-512 on AMD multiplies them almost twice as fast. Tables, optimiser "
            + "and evaluation stay float32. Needs the comparator dot or cos.");
        ours.OptionalNumber(
            "operator-init-scale", s => s.OperatorInitScale, (s, v) => s with { OperatorInitScale = v },
            "Standard deviation of the operators' initial parameters, the same numbers in every run. null starts "
            + "operators as the identity, as PBG. ComplEx with all entities as negatives learns better with 0.05. "
            + "rotation always starts at its own angles.",
            KeyTraits.Positive);
        ours.Choice(
            "regularizer-scope", s => s.RegularizerScope, (s, v) => s with { RegularizerScope = v },
            "What the regulariser acts on. transformed is PBG's: the vectors after the operator. raw is that of the "
            + "literature on N3: the rows themselves, in both directions of an edge. raw needs dynamic_relations.");
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
                Meaning = "The place of a node in its cluster, for 'biggraph node'. A worker's file needs nothing "
                    + "else: it gets the run's settings from the seed node.",
            },
            s => s.Node,
            (s, v) => s with { Node = (NodeSettings?)v });
    }
}

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
            "Number of slices that the entities of this type are cut into. With 1 the whole type is in memory. With "
            + "more, two slices are in memory at a time. All partitioned types of one side must have the same number.",
            new KeyTraits { IsRequired = true, AtLeast = 1 });
        table.Truth(
            "featurized", s => s.Featurized, (s, v) => s with { Featurized = v },
            "An entity is a list of features, and its vector is the mean of their vectors. The rows of the table "
            + "are features.");
        table.OptionalInteger(
            "dimension", s => s.Dimension, (s, v) => s with { Dimension = v },
            "Elements of this type's vectors, if not those of the run. The two sides of a relation must have the "
            + "same number.",
            KeyTraits.AtLeastOne);
        return table;
    }
}

/// <summary>The keys of a relation type. PBG: <c>RelationSchema</c>.</summary>
internal static class RelationKeys
{
    /// <summary>What reading starts from; the required keys are filled then.</summary>
    public static RelationSettings Unset { get; } = new() { Name = "", Lhs = "", Rhs = "" };

    public static KeyTable<RelationSettings> Table { get; } = Build();

    private static KeyTable<RelationSettings> Build()
    {
        KeyTable<RelationSettings> table = new(SettingsBlock.Relation, Unset, isPbg: true);
        table.Text(
            "name", s => s.Name, (s, v) => s with { Name = v },
            "Name of the relation, not empty. The import finds it in the relation column. With dynamic relations it "
            + "is only a label.",
            KeyTraits.Required);
        table.Text(
            "lhs", s => s.Lhs, (s, v) => s with { Lhs = v },
            "Entity type of the left-hand side (the head of an edge).", KeyTraits.Required);
        table.Text(
            "rhs", s => s.Rhs, (s, v) => s with { Rhs = v },
            "Entity type of the right-hand side (the tail of an edge).", KeyTraits.Required);
        table.Number(
            "weight", s => s.Weight, (s, v) => s with { Weight = v },
            "Factor of the loss of this relation's edges. Above 1 they have more influence.", KeyTraits.Positive);
        table.Choice(
            "operator", s => s.Operator, (s, v) => s with { Operator = v },
            "How the relation changes the right-hand vector before the two are compared. rotation (RotatE) and "
            + "simple (SimplE) are our own. They and complex_diagonal need an even dimension. rotation starts with "
            + "angles spread over the circle, simple with the two halves swapped, all others with the identity. "
            + "linear and affine learn a whole matrix and cannot be regularised.");
        table.Truth(
            "all_negs", s => s.AllNegs, (s, v) => s with { AllNegs = v },
            "Every entity of the partition is a negative. Exact, but slow for more than about ten thousand "
            + "entities.");
        return table;
    }
}

/// <summary>
/// PBG's keys for several machines and GPUs: known, and refused where they ask for what is not built.
/// </summary>
internal static class PbgClusterKeys
{
    private const string OneMachine = "nodes join a cluster by themselves, told by the block node";

    private static readonly KeyTraits ForSeveralMachines = new() { NotBuilt = OneMachine };

    public static void AddTo(KeyTable<RunSettings> table)
    {
        AddMachines(table);
        AddServers(table);
        table.Truth(
            "half_precision", s => s.HalfPrecision, (s, v) => s with { HalfPrecision = v },
            "PBG: scores in 16 bits on GPUs.",
            new KeyTraits { NotBuilt = "half precision is a GPU feature, and training on GPUs is not built" });
    }

    private static void AddMachines(KeyTable<RunSettings> table)
    {
        table.Integer(
            "num_machines", s => s.NumMachines, (s, v) => s with { NumMachines = v },
            "PBG: machines that train together.", ForSeveralMachines with { AtLeast = 1 });
        table.Integer(
            "num_partition_servers", s => s.NumPartitionServers, (s, v) => s with { NumPartitionServers = v },
            "PBG: servers that hold partitions; -1 is one in each trainer, 0 a shared file system. On one machine "
            + "neither means anything.",
            ForSeveralMachines with { AlsoAccepted = ["0"] });
        table.OptionalText(
            "distributed_init_method",
            s => s.DistributedInitMethod,
            (s, v) => s with { DistributedInitMethod = v },
            "PBG: address at which machines meet.", ForSeveralMachines);
        table.Truth(
            "distributed_tree_init_order",
            s => s.DistributedTreeInitOrder,
            (s, v) => s with { DistributedTreeInitOrder = v },
            "In a cluster, a bucket of the first epoch waits until one of its sides was trained before.");
        table.Integer(
            "num_gpus", s => s.NumGpus, (s, v) => s with { NumGpus = v },
            "PBG: GPUs to train on.", new KeyTraits { NotBuilt = "training on GPUs is not built", AtLeast = 0 });
    }

    private static void AddServers(KeyTable<RunSettings> table)
    {
        table.Integer(
            "num_groups_for_partition_server",
            s => s.NumGroupsForPartitionServer,
            (s, v) => s with { NumGroupsForPartitionServer = v },
            "PBG: parallel connections for moving partitions.", ForSeveralMachines);
        table.Integer(
            "num_groups_per_sharded_partition_server",
            s => s.NumGroupsPerShardedPartitionServer,
            (s, v) => s with { NumGroupsPerShardedPartitionServer = v },
            "PBG: connections per server where there are more servers than machines.", ForSeveralMachines);
        table.Integer(
            "partition_shard_size", s => s.PartitionShardSize, (s, v) => s with { PartitionShardSize = v },
            "PBG: MiB of one piece of a partition where there are more servers than machines.", ForSeveralMachines);
    }
}
