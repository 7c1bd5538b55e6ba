namespace BigGraphActors.Schema.Settings;

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
