using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>Products with rows of a table, read where they lie, and products that ask for rows ahead.</summary>
public static unsafe partial class MatrixBlocks
{
    /// <summary>The same as the other form, while rows that are needed next are brought into the cache.</summary>
    /// <param name="product">The matrices, as in the other form.</param>
    /// <param name="destination">The product, with the extent and stride that <paramref name="product"/> gives
    /// it.</param>
    /// <param name="table">Whose rows come next.</param>
    /// <param name="coming">Which rows; with none this is the other form. Not checked in release builds.</param>
    /// <exception cref="ArgumentException">When a matrix does not fit its span or a stride.</exception>
    public static void MultiplyAhead(
        in MatrixProduct product, Span<float> destination, RowTable table, ReadOnlySpan<int> coming)
    {
        Shapes.Table(table);
        Shapes.Indices(coming, table.RowCount);
        int columns = RowLayout.StrideFor(product.Columns);
        if (product.Rows == 0 || columns == 0)
        {
            return;
        }

        if (product.Depth > 0)
        {
            RequireFit(product.B.Length, ((long)(product.Depth - 1) * product.BStride) + columns, "B");
        }

        fixed (float* b = product.B)
        {
            Run(product, new RowSource(b, product.BStride, null), destination, table, coming);
        }
    }

    /// <summary>Multiplies with chosen rows of a table: <c>C = A · table[rows]</c>, or added to C.</summary>
    /// <param name="product">A, C's stride and extents; its B is not read, its depth is that of the rows.</param>
    /// <param name="destination">C, whose columns are the table's stride.</param>
    /// <param name="table">Rows may change meanwhile (HOGWILD).</param>
    /// <param name="rows">Rows of the table, repeats allowed. Not checked in release builds.</param>
    /// <param name="coming">Rows that are needed next. Not checked in release builds.</param>
    /// <exception cref="ArgumentException">When a matrix does not fit its span or a stride.</exception>
    public static void MultiplyRows(
        in MatrixProduct product, Span<float> destination, RowTable table, ReadOnlySpan<int> rows,
        ReadOnlySpan<int> coming)
    {
        Shapes.Table(table);
        Shapes.Indices(rows, table.RowCount);
        Shapes.Indices(coming, table.RowCount);
        if (product.Depth != rows.Length || product.Columns != table.Stride)
        {
            throw new ArgumentException(
                $"depth {product.Depth} and {product.Columns} columns for {rows.Length} rows of stride {table.Stride}");
        }

        fixed (int* rowsStart = rows)
        {
            Run(product, new RowSource((float*)table.Address, table.Stride, rowsStart), destination, table, coming);
        }
    }

    private static void Run(
        in MatrixProduct product, RowSource b, Span<float> destination, RowTable table, ReadOnlySpan<int> coming)
    {
        int columns = RowLayout.StrideFor(product.Columns);
        if (product.Rows == 0 || columns == 0)
        {
            return;
        }

        RequireOuterFit(
            product.A, product.ARow, product.AColumn, destination, product.CStride,
            (product.Rows, columns, product.Depth));
        fixed (int* comingStart = coming)
        fixed (float* a = product.A, c = destination)
        {
            RowQueue queue = new((float*)table.Address, table.Stride, comingStart, coming.Length);
            var kernel = new MultiplyKernel(
                new MatrixTile
                {
                    A = a,
                    ARow = product.ARow,
                    AColumn = product.AColumn,
                    B = b.Start,
                    BStride = b.Stride,
                    BRows = b.Rows,
                    C = c,
                    CStride = product.CStride,
                    Depth = product.Depth,
                    Accumulate = product.Accumulate,
                },
                product.Rows,
                columns,
                coming.IsEmpty ? null : &queue);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct RowSource(float* start, int stride, int* rows)
    {
        public readonly float* Start = start;
        public readonly int Stride = stride;
        public readonly int* Rows = rows;
    }
}
