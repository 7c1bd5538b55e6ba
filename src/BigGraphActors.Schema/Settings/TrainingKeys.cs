namespace BigGraphActors.Schema.Settings;

/// <summary>Keys of batches, negatives, learning rates and evaluation while training.</summary>
internal static class TrainingKeys
{
    public static void AddTo(KeyTable<RunSettings> table)
    {
        AddBatches(table);
        AddRates(table);
        AddEvaluation(table);
        AddRest(table);
    }

    private static void AddBatches(KeyTable<RunSettings> table)
    {
        table.OptionalInteger(
            "workers", s => s.Workers, (s, v) => s with { Workers = v },
            "Threads that train one bucket without locks (HOGWILD). null uses one for each core.", KeyTraits.Threads);
        table.Integer(
            "batch_size", s => s.BatchSize, (s, v) => s with { BatchSize = v },
            "Edges of a batch. Must be a multiple of num_batch_negs.", KeyTraits.AtLeastOne);
        table.Integer(
            "num_batch_negs", s => s.NumBatchNegs, (s, v) => s with { NumBatchNegs = v },
            "Edges of a batch that are negatives of each other: a batch is cut into blocks of this many edges. "
            + "Frequent entities are frequent negatives. 0 uses no batch negatives.",
            KeyTraits.NotNegative);
        table.Integer(
            "num_uniform_negs", s => s.NumUniformNegs, (s, v) => s with { NumUniformNegs = v },
            "Entities drawn uniformly from the partition as negatives, for each block and side. 0 draws none.",
            KeyTraits.NotNegative);
        table.Truth(
            "disable_lhs_negs", s => s.DisableLhsNegs, (s, v) => s with { DisableLhsNegs = v },
            "No negatives on the left-hand side. Only one side can be disabled.");
        table.Truth(
            "disable_rhs_negs", s => s.DisableRhsNegs, (s, v) => s with { DisableRhsNegs = v },
            "No negatives on the right-hand side. Only one side can be disabled.");
    }

    private static void AddRates(KeyTable<RunSettings> table)
    {
        table.Number(
            "lr", s => s.Lr, (s, v) => s with { Lr = v },
            "Learning rate of the vectors (row-wise Adagrad). 0.1 suits most models with softmax.",
            KeyTraits.NotNegative);
        table.OptionalNumber(
            "relation_lr", s => s.RelationLr, (s, v) => s with { RelationLr = v },
            "Learning rate of operators and global embeddings (Adagrad). null uses lr.",
            KeyTraits.NotNegative);
    }

    private static void AddEvaluation(KeyTable<RunSettings> table)
    {
        table.Number(
            "eval_fraction", s => s.EvalFraction, (s, v) => s with { EvalFraction = v },
            "Share of each bucket's edges that is held out, and ranked before and after the bucket is trained. 0 "
            + "holds out no edges.",
            new KeyTraits { AtLeast = 0, Below = 1 });
        table.OptionalInteger(
            "eval_num_batch_negs", s => s.EvalNumBatchNegs, (s, v) => s with { EvalNumBatchNegs = v },
            "num_batch_negs of that evaluation. null and 0 use no batch negatives.", KeyTraits.NotNegative);
        table.OptionalInteger(
            "eval_num_uniform_negs", s => s.EvalNumUniformNegs, (s, v) => s with { EvalNumUniformNegs = v },
            "num_uniform_negs of that evaluation. null uses num_uniform_negs.", KeyTraits.NotNegative);
    }

    private static void AddRest(KeyTable<RunSettings> table)
    {
        table.Truth(
            "background_io", s => s.BackgroundIo, (s, v) => s with { BackgroundIo = v },
            "Has no effect; PBG deprecates it. true gives a warning.");
        table.Integer(
            "verbose", s => s.Verbose, (s, v) => s with { Verbose = v },
            "0 prints a line for each pass, 1 also the settings, and the work and time of each phase of each bucket.",
            new KeyTraits { AtLeast = 0, AtMost = 1 });
        table.Number(
            "hogwild_delay", s => s.HogwildDelay, (s, v) => s with { HogwildDelay = v },
            "Seconds that the threads of every machine but the first wait before each bucket of the first epoch. No "
            + "effect on one machine.",
            KeyTraits.NotNegative);
        table.Truth(
            "dynamic_relations", s => s.DynamicRelations, (s, v) => s with { DynamicRelations = v },
            "Relations are numbers in the edges, each with an operator for both directions, and a batch mixes them. "
            + "For more than about 100 relations. Needs one item in relations and global_emb = false.");
    }
}

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
            "Elements of a vector, float32. Memory and time are proportional to it. 100 to 400 is usual.",
            new KeyTraits { IsRequired = true, AtLeast = 1 });
        table.Number(
            "init_scale", s => s.InitScale, (s, v) => s with { InitScale = v },
            "Standard deviation of the initial vectors. cos ignores it. With dot a large value begins with random "
            + "scores that are too large.",
            KeyTraits.Positive);
        table.OptionalNumber(
            "max_norm", s => s.MaxNorm, (s, v) => s with { MaxNorm = v },
            "Rows longer than this (Euclidean norm) are shortened to it when they are looked up. null never "
            + "shortens.",
            KeyTraits.Positive);
        table.Truth(
            "global_emb", s => s.GlobalEmb, (s, v) => s with { GlobalEmb = v },
            "Adds a learnt vector per entity type to all its entities. Must be false with dynamic_relations.");
    }

    private static void AddScore(KeyTable<RunSettings> table)
    {
        table.Choice(
            "comparator", s => s.Comparator, (s, v) => s with { Comparator = v },
            "How two vectors become a score; a higher score is better. dot is the inner product, cos the cosine, l2 "
            + "and squared_l2 the negated distance.");
        table.Truth(
            "bias", s => s.Bias, (s, v) => s with { Bias = v },
            "The first element of each vector is added to the score and not compared.");
        table.Choice(
            "loss_fn", s => s.LossFn, (s, v) => s with { LossFn = v },
            "How the score of an edge and those of its negatives become a loss. ranking is a hinge loss with "
            + "margin, logistic a binary cross-entropy, softmax a cross-entropy of the edge against its negatives.");
        table.Number(
            "margin", s => s.Margin, (s, v) => s with { Margin = v },
            "How far the ranking loss wants an edge above its negatives, in units of the score. Other losses ignore "
            + "it.");
        table.Number(
            "regularization_coef", s => s.RegularizationCoef, (s, v) => s with { RegularizationCoef = v },
            "Factor of the regulariser. 0 switches it off. 1e-3 is usual for complex_diagonal with many dimensions. "
            + "Not possible with the operators linear and affine.",
            KeyTraits.NotNegative);
        table.Choice(
            "regularizer", s => s.Regularizer, (s, v) => s with { Regularizer = v },
            "Penalty on the vectors of a batch: N3 is the sum of cubed absolute values.");
    }
}

/// <summary>Keys of directories, epochs and the order of training.</summary>
internal static class DataKeys
{
    public static void AddTo(KeyTable<RunSettings> table)
    {
        AddPaths(table);
        AddOrder(table);
    }

    private static void AddPaths(KeyTable<RunSettings> table)
    {
        table.Text(
            "entity_path", s => s.EntityPath, (s, v) => s with { EntityPath = v },
            "Directory of entity counts and names. Relative paths count from the working directory, as in PBG; "
            + "'file://' in front is allowed.",
            KeyTraits.Required);
        table.TextList(
            "edge_paths", s => s.EdgePaths, (s, v) => s with { EdgePaths = v },
            "Directories of edge files. An epoch visits all of them in turn.", KeyTraits.Required);
        table.Text(
            "checkpoint_path", s => s.CheckpointPath, (s, v) => s with { CheckpointPath = v },
            "Directory of the checkpoint: vectors, model, statistics. A run continues what it finds there.",
            KeyTraits.Required);
        table.OptionalText(
            "init_path", s => s.InitPath, (s, v) => s with { InitPath = v },
            "Another checkpoint directory, whose vectors are the initial values; null starts at random.");
        table.OptionalInteger(
            "checkpoint_preservation_interval",
            s => s.CheckpointPreservationInterval,
            (s, v) => s with { CheckpointPreservationInterval = v },
            "Epochs between checkpoints that are kept under epoch_N beside the newest; null keeps the newest only.",
            KeyTraits.AtLeastOne);
    }

    private static void AddOrder(KeyTable<RunSettings> table)
    {
        table.Integer(
            "num_epochs", s => s.NumEpochs, (s, v) => s with { NumEpochs = v },
            "How often every edge is trained.", KeyTraits.NotNegative);
        table.OptionalInteger(
            "num_edge_chunks", s => s.NumEdgeChunks, (s, v) => s with { NumEdgeChunks = v },
            "Slices that the edges of each bucket are cut into; an epoch passes over all buckets once per slice. More "
            + "slices mix better and read tables more often. null makes as many as max_edges_per_chunk demands.",
            KeyTraits.AtLeastOne);
        table.Integer(
            "max_edges_per_chunk", s => s.MaxEdgesPerChunk, (s, v) => s with { MaxEdgesPerChunk = v },
            "Edges of one slice at the most when num_edge_chunks is null, to bound memory: an edge takes 24 bytes.",
            KeyTraits.AtLeastOne);
        table.Choice(
            "bucket_order", s => s.BucketOrder, (s, v) => s with { BucketOrder = v },
            "Order of the buckets of an epoch on one machine. affinity, inside_out and outside_in keep one of the two "
            + "partitions in memory from bucket to bucket where they can.");
    }
}

/// <summary>Our own keys of negatives and of how edges count.</summary>
internal static class NegativeKeys
{
    public static void AddTo(KeyTable<RunSettings> ours)
    {
        ours.OptionalInteger(
            "uniform-block-edges", s => s.UniformBlockEdges, (s, v) => s with { UniformBlockEdges = v },
            "Number of edges that share uniform negatives in training. A larger number is faster with many uniform "
            + "negatives. Rounded up to a multiple of num_batch_negs. null uses num_batch_negs, as PBG.");
        ours.Number(
            "negative-power", s => s.NegativePower, (s, v) => s with { NegativePower = v },
            "Uniform negatives are drawn in proportion to degree^power: 0 draws all alike, 1 as often as the edges "
            + "do. The degree is that of the bucket's edge slice on the corrupted side. Entities without an edge "
            + "there are not drawn.",
            KeyTraits.NotNegative);
        ours.Truth(
            "mask-known-edges", s => s.MaskKnownEdges, (s, v) => s with { MaskKnownEdges = v },
            "Negatives that form a training edge are masked, and not only the edge's own end. Needs one edge path "
            + "and one edge slice.");
        ours.Truth(
            "known-labels", s => s.KnownLabels, (s, v) => s with { KnownLabels = v },
            "KvsAll: all known answers of a query are its positives together, and all other entities its negatives. "
            + "Needs all_negs in every relation, loss_fn softmax or logistic, one edge path and one edge slice.");
        ours.Truth(
            "group-queries", s => s.GroupQueries, (s, v) => s with { GroupQueries = v },
            "Edges of one relation with one end in common are trained in the same step, and scored against every "
            + "entity once. The objective is that of all_negs with softmax, or of known-labels, at the cost of the "
            + "distinct queries. A step has the queries of both sides for batch_size edges each. Needs "
            + "dynamic_relations, all_negs and loss_fn softmax.");
        ours.OptionalInteger(
            "group-limit", s => s.GroupLimit, (s, v) => s with { GroupLimit = v },
            "With group-queries: at most this many edges of a query in one step. Which edges go together is drawn "
            + "in every pass. null takes all at once. Adagrad then hardly moves the vector of a query with thousands "
            + "of edges.",
            KeyTraits.Positive);
        ours.OptionalNumber(
            "negative-temperature", s => s.NegativeTemperature, (s, v) => s with { NegativeTemperature = v },
            "Self-adversarial negatives (RotatE): in the logistic loss a negative has the weight softmax(score * "
            + "temperature) among the negatives of its edge. null gives all the same weight.",
            KeyTraits.Positive);
        ours.Number(
            "logistic-margin", s => s.LogisticMargin, (s, v) => s with { LogisticMargin = v },
            "Is added to every score in the logistic loss (RotatE's gamma). Distances need it, because their scores "
            + "are never above 0.",
            KeyTraits.None);
        ours.Truth(
            "frequency-weights", s => s.FrequencyWeights, (s, v) => s with { FrequencyWeights = v },
            "Edges of frequent queries count less (RotatE's subsampling). Each edge weighs 1 / sqrt(a + b + 6), "
            + "times a factor that makes the mean of the slice 1. a and b are the slice's edges with the same "
            + "relation and left end, or right end. Edge weights multiply.");
    }
}
