using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>How ids on one side become vectors, and where their gradients go: table, global vector, operator.</summary>
/// <param name="Table">Rows that are looked up.</param>
/// <param name="TableGradients">Where their gradients are summed.</param>
/// <param name="TableUses">Where they are added instead, when rows step at their last use.</param>
/// <param name="Global">The type's global vector, or none.</param>
/// <param name="GlobalGradients">Where its gradient is summed.</param>
/// <param name="Operator">The operator, or none when this side has none in this pass.</param>
/// <param name="OperatorGradients">Where its parameters' gradients are summed.</param>
/// <remarks>PBG: the order of <c>adjust_embs</c>. Made once per bucket and relation type, used by one thread.</remarks>
internal sealed record RowPath(
    EmbeddingTable Table,
    RowGradients TableGradients,
    RowUses TableUses,
    ParameterTable? Global,
    RowGradients? GlobalGradients,
    OperatorParameters? Operator,
    RowGradients? OperatorGradients)
{
    /// <summary>A path that only looks rows up.</summary>
    public static RowPath ForReading(EmbeddingTable table) =>
        new(table, new RowGradients(table.Stride), new RowUses(table), null, null, null, null);

    /// <summary>The table as kernels see it.</summary>
    public RowTable Rows => Table.VectorRows();

    /// <summary>The rows' Adagrad sums as kernels see them: rows of one number.</summary>
    public RowTable Sums => Table.SumRows();

    /// <summary>Which operator is applied.</summary>
    public OperatorKind OperatorKind => Operator?.Kind ?? OperatorKind.None;
}

/// <summary>The four ways in which a relation type's edges become vectors.</summary>
/// <param name="Lhs">Left-hand entities as candidates.</param>
/// <param name="Rhs">Right-hand entities as candidates; static relations: with the operator.</param>
/// <param name="LhsQuery">Left-hand entities with their operator; only of dynamic relations.</param>
/// <param name="RhsQuery">Right-hand entities with their operator; only of dynamic relations.</param>
/// <remarks>
/// PBG: a static relation has one operator, on the right-hand side, for positives and negatives alike. Dynamic ones
/// have two, and negatives get none: corrupted left sides meet the transformed right side, and the other way round.
/// </remarks>
internal sealed record RelationPaths(RowPath Lhs, RowPath Rhs, RowPath? LhsQuery, RowPath? RhsQuery);

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

/// <summary>An embedding table as kernels see it; the views are good for as long as the table is.</summary>
internal static class TableViews
{
    /// <summary>The vectors, <c>[RowCount × Stride]</c>.</summary>
    public static RowTable VectorRows(this EmbeddingTable table) =>
        new(table.Values.Address, table.RowCount, table.Dim, table.Stride);

    /// <summary>The rows' Adagrad sums: rows of one number.</summary>
    public static RowTable SumRows(this EmbeddingTable table) => new(table.RowSums.Address, table.RowCount, 1, 1);
}
