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
            "Threads that train one bucket without locks (HOGWILD); null takes one per core.", KeyTraits.Threads);
        table.Integer(
            "batch_size", s => s.BatchSize, (s, v) => s with { BatchSize = v },
            "Edges of a batch. Must be a multiple of num_batch_negs.", KeyTraits.AtLeastOne);
        table.Integer(
            "num_batch_negs", s => s.NumBatchNegs, (s, v) => s with { NumBatchNegs = v },
            "Edges that are negatives of each other: a batch is cut into blocks of so many. Drawn as the edges are, so "
            + "frequent entities are frequent negatives; 0 switches them off.",
            KeyTraits.NotNegative);
        table.Integer(
            "num_uniform_negs", s => s.NumUniformNegs, (s, v) => s with { NumUniformNegs = v },
            "Entities drawn uniformly from the partition as negatives, for each block and side; 0 switches them off.",
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
            "Learning rate of what all entities share, operators and global embeddings (Adagrad); null means lr.",
            KeyTraits.NotNegative);
    }

    private static void AddEvaluation(KeyTable<RunSettings> table)
    {
        table.Number(
            "eval_fraction", s => s.EvalFraction, (s, v) => s with { EvalFraction = v },
            "Share of each bucket's edges held out and ranked before and after the bucket is trained; 0 holds out "
            + "none.",
            new KeyTraits { AtLeast = 0, Below = 1 });
        table.OptionalInteger(
            "eval_num_batch_negs", s => s.EvalNumBatchNegs, (s, v) => s with { EvalNumBatchNegs = v },
            "In place of num_batch_negs for that evaluation; null and 0 use none.", KeyTraits.NotNegative);
        table.OptionalInteger(
            "eval_num_uniform_negs", s => s.EvalNumUniformNegs, (s, v) => s with { EvalNumUniformNegs = v },
            "In place of num_uniform_negs for that evaluation; null takes num_uniform_negs.", KeyTraits.NotNegative);
    }

    private static void AddRest(KeyTable<RunSettings> table)
    {
        table.Truth(
            "background_io", s => s.BackgroundIo, (s, v) => s with { BackgroundIo = v },
            "Deprecated in PBG and without effect there and here; true gives a warning.");
        table.Integer(
            "verbose", s => s.Verbose, (s, v) => s with { Verbose = v },
            "0 shows a line for each pass; 1 also the settings and, for each bucket, what every phase did and took.",
            new KeyTraits { AtLeast = 0, AtMost = 1 });
        table.Number(
            "hogwild_delay", s => s.HogwildDelay, (s, v) => s with { HogwildDelay = v },
            "Seconds that the threads of every machine but the first wait before each bucket of the first epoch. No "
            + "effect on one machine.",
            KeyTraits.NotNegative);
        table.Truth(
            "dynamic_relations", s => s.DynamicRelations, (s, v) => s with { DynamicRelations = v },
            "Relations are data: their number comes from the import, each has parameters for both sides, and a batch "
            + "mixes them. For more than about 100 relations. Needs one item in relations and global_emb = false.");
    }
}
