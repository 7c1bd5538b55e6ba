using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using BigGraphActors.Tests.Simulation;

namespace BigGraphActors.Tests.Cluster.Checkpoints;

public sealed class CheckpointCrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-crash").FullName;

    [Fact]
    public void A_crash_at_any_file_operation_leaves_a_whole_checkpoint_and_loses_no_bucket()
    {
        int crashAt = 0;
        for (bool crashed = true; crashed; crashAt++)
        {
            MemoryTables tables = new();
            CrashingRun run = new(tables, PlanOf(2, 5));
            crashed = run.Train(crashAt);
            try
            {
                run.CheckCommitted();
                CheckEnd(tables.Memory);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"after a crash at change {crashAt}", failure);
            }
        }

        Assert.True(crashAt > 200, $"only {crashAt} changes");
    }

    [Fact]
    public void The_same_on_a_real_disk()
    {
        int crashAt = 0;
        for (bool crashed = true; crashed; crashAt += 3)
        {
            string folder = Path.Combine(_folder, $"{crashAt}");
            DiskTables tables = new(new CheckpointDirectory(folder));
            tables.Checkpoint.Prepare();
            CrashingRun run = new(tables, PlanOf(1, 3));

            crashed = run.Train(crashAt);

            run.CheckCommitted();
            Assert.Equal(3, tables.Checkpoint.ReadVersion());
            Assert.Equal([0L, 1, 2], tables.Checkpoint.ReadStats().Select(line => line.Index));
            Assert.Empty(Directory.GetFiles(Path.Combine(folder, GenerationName.Folder)));
            Assert.Equal(2, new CheckpointDirectory(tables.Checkpoint.SnapshotPath(2)).ReadVersion());
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void CheckEnd(MemoryCheckpointFiles files)
    {
        Assert.Equal(5, files.ReadVersion());
        Assert.Equal(Enumerable.Range(0, 20).Select(index => (long)index), files.Stats.Select(line => line.Index));
        Assert.Empty(files.List(GenerationName.Folder));
        int[] kept = [.. files.List("").Select(CheckpointFileName.Parse).OfType<CheckpointFileName>()
            .Select(file => file.Version).Distinct().Order()];
        Assert.Equal([2, 4, 5], kept);
        Assert.Equal(
            ["epoch_2/checkpoint_version.txt", "epoch_4/checkpoint_version.txt"],
            files.Names.Where(name => name.StartsWith("epoch", StringComparison.Ordinal)));
    }

    private static LockPlan PlanOf(int partitions, long passes) => new()
    {
        Layout = new BucketLayout(
            partitions,
            partitions,
            partitions > 1 ? [new LockedType("e", 10, true, true)] : [],
            partitions > 1 ? [] : ["e"]),
        PassCount = passes,
        RunId = "run",
    };

    private sealed class MemoryTables : ICountedTables
    {
        public MemoryCheckpointFiles Memory { get; } = new();

        public ICheckpointFiles Files => Memory;

        public void WriteTable(PartitionGeneration table, int[] counts) =>
            Memory.Put(GenerationName.Working(table), counts);

        public int[]? TryReadTable(string name) => (int[]?)((int[]?)Memory.Content(name))?.Clone();

        public void WriteModel(int version) => Memory.Put(MemoryCheckpointFiles.Model(version), version);
    }

    private sealed class DiskTables(CheckpointDirectory checkpoint) : ICountedTables
    {
        private static readonly CheckpointMetadata Metadata = new()
        {
            ConfigJson = "{}",
            EpochCount = 1,
            EpochIndex = 0,
            EdgePathCount = 1,
            EdgePathIndex = 0,
            EdgePath = "edges",
            EdgeSliceCount = 1,
            EdgeSliceIndex = 0,
        };

        public CheckpointDirectory Checkpoint => checkpoint;

        public ICheckpointFiles Files { get; } = new DiskCheckpointFiles(checkpoint);

        public void WriteTable(PartitionGeneration table, int[] counts)
        {
            using EmbeddingTable rows = new(1, counts.Length);
            counts.Select(count => (float)count).ToArray().CopyTo(rows.Row(0));
            new GenerationDirectory(checkpoint).Write(
                table.Partition, table.Generation, rows, Metadata, new EmbeddingOptimizerState(0.1));
        }

        public int[]? TryReadTable(string name)
        {
            string path = Path.Combine(checkpoint.Root, name);
            if (!File.Exists(path))
            {
                return null;
            }

            (long rowCount, int dim) = EmbeddingsFile.ReadShape(path);
            using EmbeddingTable rows = new(rowCount, dim);
            EmbeddingsFile.Read(path, rows);
            return [.. rows.Row(0)[..dim].ToArray().Select(value => (int)value)];
        }

        public void WriteModel(int version) => checkpoint.WriteModel(version, new ModelState([], null), Metadata);
    }
}
