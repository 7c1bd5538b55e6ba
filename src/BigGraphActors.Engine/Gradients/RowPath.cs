using BigGraphActors.Engine.Model;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>How ids on one side become vectors, and where their gradients go: table, global vector, operator.</summary>
/// <param name="Table">Rows that are looked up.</param>
/// <param name="TableGradients">Where their gradients are summed.</param>
/// <param name="TableUses">Where they are handed in instead, when rows step at their last use.</param>
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
