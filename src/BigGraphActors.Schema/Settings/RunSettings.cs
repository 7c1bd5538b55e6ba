namespace BigGraphActors.Schema.Settings;

/// <summary>A whole run: PBG's <c>ConfigSchema</c>, key by key and in its order, then our own keys.</summary>
/// <remarks>
/// Built by <c>SettingsReader</c>, which checks it; immutable from then on. Paths are as written: relative ones
/// are taken from the working directory, as PBG does. <see cref="Entities"/> keeps the order of the file, because
/// PBG numbers global embeddings by it.
/// </remarks>
public sealed record RunSettings
{
    /// <summary>Entity types by name, in the order of the file. PBG: <c>entities</c>.</summary>
    public required IReadOnlyList<KeyValuePair<string, EntitySettings>> Entities { get; init; }

    /// <summary>Relation types; the index is the relation's number. PBG: <c>relations</c>.</summary>
    public required IReadOnlyList<RelationSettings> Relations { get; init; }

    /// <summary>Elements of a vector, at least 1. PBG: <c>dimension</c>.</summary>
    public required int Dimension { get; init; }

    /// <summary>Standard deviation of initial vectors, above 0. PBG: <c>init_scale</c>.</summary>
    public double InitScale { get; init; } = 0.001;

    /// <summary>Ours: standard deviation of operators' initial parameters; none starts them as PBG does. Key
    /// <c>operator-init-scale</c>.</summary>
    public double? OperatorInitScale { get; init; }

    /// <summary>
    /// Rows longer than this are shortened when looked up; none switches it off. PBG: <c>max_norm</c>.
    /// </summary>
    public double? MaxNorm { get; init; }

    /// <summary>Adds a learnt vector per entity type. PBG: <c>global_emb</c>, default true.</summary>
    public bool GlobalEmb { get; init; } = true;

    /// <summary>PBG: <c>comparator</c>, default cos.</summary>
    public ComparatorKind Comparator { get; init; } = ComparatorKind.Cos;

    /// <summary>The first coordinate is a bias that is added to the score. PBG: <c>bias</c>.</summary>
    public bool Bias { get; init; }

    /// <summary>PBG: <c>loss_fn</c>, default ranking.</summary>
    public LossKind LossFn { get; init; } = LossKind.Ranking;

    /// <summary>Margin of the ranking loss. PBG: <c>margin</c>.</summary>
    public double Margin { get; init; } = 0.1;

    /// <summary>Factor on the regulariser; 0 switches it off. PBG: <c>regularization_coef</c>.</summary>
    public double RegularizationCoef { get; init; }

    /// <summary>PBG: <c>regularizer</c>, default N3.</summary>
    public RegularizerKind Regularizer { get; init; } = RegularizerKind.N3;

    /// <summary>Directory of counts and names. PBG: <c>entity_path</c>.</summary>
    public required string EntityPath { get; init; }

    /// <summary>Directories of edge files, one epoch visits all. PBG: <c>edge_paths</c>.</summary>
    public required IReadOnlyList<string> EdgePaths { get; init; }

    /// <summary>Directory of the checkpoint. PBG: <c>checkpoint_path</c>.</summary>
    public required string CheckpointPath { get; init; }

    /// <summary>Checkpoint to take initial values from. PBG: <c>init_path</c>.</summary>
    public string? InitPath { get; init; }

    /// <summary>Epochs between checkpoints that are kept. PBG: <c>checkpoint_preservation_interval</c>.</summary>
    public int? CheckpointPreservationInterval { get; init; }

    /// <summary>PBG: <c>num_epochs</c>, default 1.</summary>
    public int NumEpochs { get; init; } = 1;

    /// <summary>
    /// Edge slices per bucket; none chooses by <see cref="MaxEdgesPerChunk"/>. PBG: <c>num_edge_chunks</c>.
    /// </summary>
    public int? NumEdgeChunks { get; init; }

    /// <summary>Edges of one slice at the most. PBG: <c>max_edges_per_chunk</c>.</summary>
    public int MaxEdgesPerChunk { get; init; } = 1_000_000_000;

    /// <summary>PBG: <c>bucket_order</c>, default inside_out.</summary>
    public BucketOrder BucketOrder { get; init; } = BucketOrder.InsideOut;

    /// <summary>HOGWILD threads; none means one per core. PBG: <c>workers</c>.</summary>
    public int? Workers { get; init; }

    /// <summary>
    /// Edges of a batch, a multiple of <see cref="NumBatchNegs"/> unless that is 0. PBG: <c>batch_size</c>.
    /// </summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>
    /// Edges that share negatives with each other; 0 switches batch negatives off. PBG: <c>num_batch_negs</c>.
    /// </summary>
    public int NumBatchNegs { get; init; } = 50;

    /// <summary>Entities drawn uniformly for each negative block. PBG: <c>num_uniform_negs</c>.</summary>
    public int NumUniformNegs { get; init; } = 50;

    /// <summary>No corruption of the left-hand side. PBG: <c>disable_lhs_negs</c>.</summary>
    public bool DisableLhsNegs { get; init; }

    /// <summary>No corruption of the right-hand side. PBG: <c>disable_rhs_negs</c>.</summary>
    public bool DisableRhsNegs { get; init; }

    /// <summary>Learning rate of embeddings. PBG: <c>lr</c>.</summary>
    public double Lr { get; init; } = 0.01;

    /// <summary>Learning rate of shared parameters; none means <see cref="Lr"/>. PBG: <c>relation_lr</c>.</summary>
    public double? RelationLr { get; init; }

    /// <summary>The learning rate that shared parameters have: <see cref="RelationLr"/>, or <see cref="Lr"/>.</summary>
    public double LrOfRelations() => RelationLr ?? Lr;

    /// <summary>Share of each bucket held out for evaluation while training. PBG: <c>eval_fraction</c>.</summary>
    public double EvalFraction { get; init; } = 0.05;

    /// <summary>Batch negatives of that evaluation. PBG: <c>eval_num_batch_negs</c>.</summary>
    public int? EvalNumBatchNegs { get; init; } = 1000;

    /// <summary>Uniform negatives of that evaluation. PBG: <c>eval_num_uniform_negs</c>.</summary>
    public int? EvalNumUniformNegs { get; init; } = 1000;

    /// <summary>Deprecated in PBG, without effect there and here. PBG: <c>background_io</c>.</summary>
    public bool BackgroundIo { get; init; }

    /// <summary>0 = information, 1 = also details. PBG: <c>verbose</c>.</summary>
    public int Verbose { get; init; }

    /// <summary>Seconds that other machines wait in the first epoch. PBG: <c>hogwild_delay</c>.</summary>
    public double HogwildDelay { get; init; } = 2.0;

    /// <summary>Relations are data: parameters per relation on both sides. PBG: <c>dynamic_relations</c>.</summary>
    public bool DynamicRelations { get; init; }

    /// <summary>PBG: <c>num_machines</c>, default 1.</summary>
    public int NumMachines { get; init; } = 1;

    /// <summary>PBG: <c>num_partition_servers</c>, default -1.</summary>
    public int NumPartitionServers { get; init; } = -1;

    /// <summary>PBG: <c>distributed_init_method</c>.</summary>
    public string? DistributedInitMethod { get; init; }

    /// <summary>PBG: <c>distributed_tree_init_order</c>, default true.</summary>
    public bool DistributedTreeInitOrder { get; init; } = true;

    /// <summary>PBG: <c>num_gpus</c>, default 0.</summary>
    public int NumGpus { get; init; }

    /// <summary>PBG: <c>num_groups_for_partition_server</c>.</summary>
    public int NumGroupsForPartitionServer { get; init; } = 16;

    /// <summary>PBG: <c>num_groups_per_sharded_partition_server</c>.</summary>
    public int NumGroupsPerShardedPartitionServer { get; init; } = 1;

    /// <summary>MiB of a table's shard. PBG: <c>partition_shard_size</c>.</summary>
    public int PartitionShardSize { get; init; } = 250;

    /// <summary>PBG: <c>half_precision</c>, default false.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Ours: starts every random sequence of a run; none draws one and reports it. Key <c>seed</c>.</summary>
    public long? Seed { get; init; }

    /// <summary>Ours: a checkpoint of other settings may be used. Key <c>allow-changed-settings</c>.</summary>
    public bool AllowChangedSettings { get; init; }

    /// <summary>Ours: the same result on any number of threads. Key <c>deterministic</c>.</summary>
    public bool Deterministic { get; init; }

    /// <summary>
    /// Ours: edges that share uniform negatives; none for those that share batch negatives, PBG's law. Key
    /// <c>uniform-block-edges</c>.
    /// </summary>
    public int? UniformBlockEdges { get; init; }

    /// <summary>Ours: what the products of training are computed from. Key <c>products</c>.</summary>
    public ProductKind Products { get; init; } = ProductKind.Float32;

    /// <summary>Ours: which vectors the regulariser acts on. Key <c>regularizer-scope</c>.</summary>
    public RegularizerScope RegularizerScope { get; init; } = RegularizerScope.Transformed;

    /// <summary>Ours: uniform draws follow degree to this power. Key <c>negative-power</c>.</summary>
    public double NegativePower { get; init; }

    /// <summary>Ours: negatives that are known edges are masked. Key <c>mask-known-edges</c>.</summary>
    public bool MaskKnownEdges { get; init; }

    /// <summary>Ours: all known answers are positives together (KvsAll). Key <c>known-labels</c>.</summary>
    public bool KnownLabels { get; init; }

    /// <summary>Ours: edges that ask the same are scored together. Key <c>group-queries</c>.</summary>
    public bool GroupQueries { get; init; }

    /// <summary>Ours: most edges of a query in one step; none takes all together. Key <c>group-limit</c>.</summary>
    public int? GroupLimit { get; init; }

    /// <summary>Ours: of self-adversarial negatives; none lets all count alike. Key
    /// <c>negative-temperature</c>.</summary>
    public double? NegativeTemperature { get; init; }

    /// <summary>Ours: added to every score in the logistic loss. Key <c>logistic-margin</c>.</summary>
    public double LogisticMargin { get; init; }

    /// <summary>Ours: edges of frequent queries count less. Key <c>frequency-weights</c>.</summary>
    public bool FrequencyWeights { get; init; }

    /// <summary>Ours: what <c>biggraph import</c> reads when no files are named. Block <c>import</c>.</summary>
    public ImportSettings? Import { get; init; }

    /// <summary>Ours: evaluation between epochs, the best model, early stopping. Block <c>validation</c>.</summary>
    public ValidationSettings? Validation { get; init; }

    /// <summary>This node's place in a cluster, or none.</summary>
    public NodeSettings? Node { get; init; }
}

/// <summary>One entity type: PBG's <c>EntitySchema</c>.</summary>
public sealed record EntitySettings
{
    /// <summary>Slices the type is cut into, at least 1; 1 means unpartitioned. PBG: <c>num_partitions</c>.</summary>
    public required int NumPartitions { get; init; }

    /// <summary>An entity is the mean of its features' vectors. PBG: <c>featurized</c>, default false.</summary>
    public bool Featurized { get; init; }

    /// <summary>
    /// Overrides <see cref="RunSettings.Dimension"/> for this type. PBG: <c>dimension</c>, default none.
    /// </summary>
    public int? Dimension { get; init; }
}

/// <summary>One relation type, or the template of all dynamic ones: PBG's <c>RelationSchema</c>.</summary>
public sealed record RelationSettings
{
    /// <summary>Name, not empty; looked up when importing. PBG: <c>name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Entity type of the left-hand side. PBG: <c>lhs</c>.</summary>
    public required string Lhs { get; init; }

    /// <summary>Entity type of the right-hand side. PBG: <c>rhs</c>.</summary>
    public required string Rhs { get; init; }

    /// <summary>Factor on the loss of this relation's edges, above 0. PBG: <c>weight</c>, default 1.</summary>
    public double Weight { get; init; } = 1.0;

    /// <summary>What is applied to the right-hand side's vector. PBG: <c>operator</c>, default none.</summary>
    public OperatorKind Operator { get; init; } = OperatorKind.None;

    /// <summary>Every entity of the partition is a negative. PBG: <c>all_negs</c>, default false.</summary>
    public bool AllNegs { get; init; }
}
