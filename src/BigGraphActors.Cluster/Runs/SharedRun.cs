using System.Security.Cryptography;
using System.Text;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>What several trainers of a run share, and where it begins.</summary>
internal static class SharedRun
{
    private const int SliceLength = 1 << 18;

    /// <summary>Unpartitioned types that relations use: every trainer has their tables.</summary>
    public static IReadOnlyList<EntityType> TypesOf(ModelPlan plan) =>
    [
        .. plan.EntityTypes.Where(type => type.Partitions == 1
            && plan.Relations.Any(relation => relation.Lhs == type || relation.Rhs == type)),
    ];

    /// <summary>How the shared numbers are cut into slices; the same on every node.</summary>
    public static ParameterLayout LayoutOf(ModelPlan plan) =>
        ParameterLayout.Of(plan, [.. TypesOf(plan).Select(type => type.Name)], SliceLength);

    /// <summary>Where slices outlive their nodes: with the run's other work, and for this run only.</summary>
    public static SliceStore StoreOf(RunSettings run, ParameterLayout layout) => new(
        FolderOf(new CheckpointDirectory(run.CheckpointPath)),
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(PbgConfigJson.Write(run)))),
        layout.Id);

    /// <summary>Forgets all slices of a checkpoint: what they hold is in a version.</summary>
    public static void ForgetSlices(CheckpointDirectory checkpoint)
    {
        string folder = FolderOf(checkpoint);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tables of the shared types as a version has them; the caller owns them.</summary>
    public static Dictionary<PartitionId, EmbeddingTable> TablesOf(RunFiles files, int version)
    {
        Dictionary<PartitionId, EmbeddingTable> tables = [];
        foreach (EntityType type in TypesOf(files.Plan))
        {
            PartitionId partition = new(type.Name, 0);
            EmbeddingTable table = new(type.Counts[0], type.Dim);
            tables.Add(partition, table);
            if (!files.Checkpoint.TryReadEmbeddings(partition, version, table))
            {
                files.Initial.Fill(partition, table);
            }
        }

        return tables;
    }

    /// <summary>A view of model and tables as the slices have them.</summary>
    public static ParameterView ViewOf(
        ParameterLayout layout, SharedModel model, IReadOnlyDictionary<PartitionId, EmbeddingTable> tables) =>
        new(layout, model, tables.ToDictionary(pair => pair.Key.EntityType, pair => pair.Value));

    private static string FolderOf(CheckpointDirectory checkpoint) =>
        Path.Combine(checkpoint.Root, "working", "parameters");
}
