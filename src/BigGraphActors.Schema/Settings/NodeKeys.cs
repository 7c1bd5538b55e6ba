namespace BigGraphActors.Schema.Settings;

/// <summary>
/// PBG's keys for several machines and GPUs: known, and refused where they ask for what is not built.
/// </summary>
internal static class NodeKeys
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
