using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>The tables that one bucket trains, by type and side.</summary>
/// <remarks>Belongs to the caller that checked the tables out; two sides of one partition are the same table.</remarks>
public sealed class BucketTables
{
    private readonly IReadOnlyDictionary<PartitionId, EmbeddingTable> _tables;

    /// <summary>Binds tables to a bucket.</summary>
    /// <param name="bucket">The pair of partitions whose tables these are.</param>
    /// <param name="tables">At least every partition of <see cref="ModelPlan.PartitionsOf"/>.</param>
    public BucketTables(Bucket bucket, IReadOnlyDictionary<PartitionId, EmbeddingTable> tables)
    {
        Bucket = bucket;
        _tables = tables;
    }

    /// <summary>The bucket.</summary>
    public Bucket Bucket { get; }

    /// <summary>Every table, each once.</summary>
    public IEnumerable<EmbeddingTable> All => _tables.Values;

    /// <summary>The table of a type on one side.</summary>
    public EmbeddingTable TableOf(EntityType type, Side side) =>
        _tables[new PartitionId(type.Name, ModelPlan.PartitionOf(type, Bucket, side))];
}
