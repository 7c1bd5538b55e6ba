using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>An embedding table as kernels see it; the views are good for as long as the table is.</summary>
internal static class TableViews
{
    /// <summary>The vectors, <c>[RowCount × Stride]</c>.</summary>
    public static RowTable VectorRows(this EmbeddingTable table) =>
        new(table.Values.Address, table.RowCount, table.Dim, table.Stride);

    /// <summary>The rows' Adagrad sums: rows of one number.</summary>
    public static RowTable SumRows(this EmbeddingTable table) => new(table.RowSums.Address, table.RowCount, 1, 1);
}
