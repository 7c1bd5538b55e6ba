using System.Runtime.CompilerServices;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Numerics.Layout;

/// <summary>The matrix product that scores negatives and takes their gradients back.</summary>
public static unsafe class MatrixBlocks
{
    /// <summary>Rows of B that are worked through before C is written back.</summary>
    /// <remarks>A panel of four 512-bit vectors is then 32 KiB and stays in the first-level cache.</remarks>
    private const int DepthMost = 128;

    /// <summary>Most rows in a tile, which is what <see cref="MatrixTile"/> is written for.</summary>
    private const int TileRowsMost = 8;

    /// <summary>Multiplies two matrices: <c>C = A · B</c>, or <c>C += A · B</c>.</summary>
    /// <param name="a">
    /// <c>[m × k]</c>, element (i, p) at <c>i * aRow + p * aColumn</c>: row-major with <c>aColumn</c> 1, and the
    /// transpose of a row-major matrix with <c>aRow</c> 1.
    /// </param>
    /// <param name="aRow">Floats from one row of A to the next.</param>
    /// <param name="aColumn">Floats from one column of A to the next.</param>
    /// <param name="b"><c>[k × n]</c>, row-major; readable up to the next multiple of 16 columns.</param>
    /// <param name="bStride">Floats from row to row of B, not below <paramref name="n"/> rounded up to 16.</param>
    /// <param name="c"><c>[m × n]</c>, row-major; must not overlap A or B.</param>
    /// <param name="cStride">Floats from row to row of C, not below <paramref name="n"/> rounded up to 16.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C; worked through in whole 16s, so zero padding of B gives zeros in C.</param>
    /// <param name="k">Columns of A, rows of B; with 0 the product is zero.</param>
    /// <param name="accumulate">Whether C is added to rather than overwritten.</param>
    /// <exception cref="ArgumentException">When a matrix does not fit its span or a stride.</exception>
    /// <remarks>
    /// NaN and infinity go through as in the sum written out. The terms of each sum are added in order of p, each
    /// fused where the machine can, so results differ only between machines with and without that instruction.
    /// </remarks>
    public static void Multiply(
        ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride,
        int m, int n, int k, bool accumulate)
    {
        int columns = RowLayout.StrideFor(n);
        if (m == 0 || n == 0)
        {
            return;
        }

        if (k > 0)
        {
            RequireFit(b.Length, ((long)(k - 1) * bStride) + columns, nameof(b));
        }

        RequireOuterFit(a, aRow, aColumn, c, cStride, (m, columns, k));
        fixed (float* aStart = a, bStart = b, cStart = c)
        {
            var kernel = new MultiplyKernel(
                new MatrixTile
                {
                    A = aStart,
                    ARow = aRow,
                    AColumn = aColumn,
                    B = bStart,
                    BStride = bStride,
                    C = cStart,
                    CStride = cStride,
                    Depth = k,
                    Accumulate = accumulate,
                },
                m,
                columns,
                null);
            VectorWidth.Run(ref kernel);
        }
    }

    /// <summary>The same as the other form, while rows that are needed next are brought into the cache.</summary>
    /// <param name="product">The matrices, as in the other form.</param>
    /// <param name="destination">The product, with the extent and stride that <paramref name="product"/> gives
    /// it.</param>
    /// <param name="table">Whose rows come next.</param>
    /// <param name="prefetched">Which rows; with none this is the other form. Not checked in release builds.</param>
    /// <exception cref="ArgumentException">When a matrix does not fit its span or a stride.</exception>
    public static void MultiplyAndPrefetch(
        in MatrixProduct product, Span<float> destination, RowTable table, ReadOnlySpan<int> prefetched)
    {
        Shapes.Table(table);
        Shapes.Indices(prefetched, table.RowCount);
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
            Run(product, new RowSource(b, product.BStride, null), destination, table, prefetched);
        }
    }

    /// <summary>Multiplies with chosen rows of a table: <c>C = A · table[rows]</c>, or added to C.</summary>
    /// <param name="product">A, C's stride and extents; its B is not read, its depth is that of the rows.</param>
    /// <param name="destination">C, whose columns are the table's stride.</param>
    /// <param name="table">Rows may change meanwhile (HOGWILD).</param>
    /// <param name="rows">Rows of the table, repeats allowed. Not checked in release builds.</param>
    /// <param name="prefetched">Rows that are needed next. Not checked in release builds.</param>
    /// <exception cref="ArgumentException">When a matrix does not fit its span or a stride.</exception>
    public static void MultiplyRows(
        in MatrixProduct product, Span<float> destination, RowTable table, ReadOnlySpan<int> rows,
        ReadOnlySpan<int> prefetched)
    {
        Shapes.Table(table);
        Shapes.Indices(rows, table.RowCount);
        Shapes.Indices(prefetched, table.RowCount);
        if (product.Depth != rows.Length || product.Columns != table.Stride)
        {
            throw new ArgumentException(
                $"depth {product.Depth} and {product.Columns} columns for {rows.Length} rows of stride {table.Stride}");
        }

        fixed (int* rowsStart = rows)
        {
            Run(product, new RowSource((float*)table.Address, table.Stride, rowsStart), destination, table, prefetched);
        }
    }

    /// <summary>Whether a product of such depth is made in one go, so that its sums may be scaled as they leave.
    /// </summary>
    internal static bool IsOnePart(int depth) => depth <= DepthMost;

    /// <summary>Multiplies pairs; nothing is checked.</summary>
    /// <param name="whole">A, B and C; the depth counts pairs. Sums are scaled only in one part.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C, a multiple of 16.</param>
    /// <param name="prefetched">Rows that are needed next.</param>
    internal static void MultiplyPairs(in MatrixTile whole, int rows, int columns, PrefetchRows prefetched)
    {
        fixed (int* prefetchedStart = prefetched.Rows)
        {
            RowTable table = prefetched.Table;
            PrefetchQueue queue = new(
                (float*)table.Address, table.Stride, prefetchedStart, prefetched.Rows.Length);
            var kernel = new PairKernel(
                new MultiplyKernel(whole, rows, columns, prefetched.Rows.IsEmpty ? null : &queue));
            VectorWidth.Run(ref kernel);
        }
    }

    private static void RequireOuterFit(
        ReadOnlySpan<float> a, int aRow, int aColumn, ReadOnlySpan<float> c, int cStride,
        (int Rows, int Columns, int Depth) shape)
    {
        if (shape.Depth > 0)
        {
            RequireFit(
                a.Length, ((long)(shape.Rows - 1) * aRow) + ((long)(shape.Depth - 1) * aColumn) + 1, nameof(a));
        }

        RequireFit(c.Length, ((long)(shape.Rows - 1) * cStride) + shape.Columns, nameof(c));
        RequireFit(shape.Rows > 1 ? cStride : shape.Columns, shape.Columns, nameof(cStride));
    }

    private static void RequireFit(int length, long needed, string name)
    {
        if (length < needed)
        {
            throw new ArgumentException($"{length} elements, at least {needed} needed", name);
        }
    }

    private static void Run(
        in MatrixProduct product, RowSource b, Span<float> destination, RowTable table, ReadOnlySpan<int> prefetched)
    {
        int columns = RowLayout.StrideFor(product.Columns);
        if (product.Rows == 0 || columns == 0)
        {
            return;
        }

        RequireOuterFit(
            product.A, product.ARow, product.AColumn, destination, product.CStride,
            (product.Rows, columns, product.Depth));
        fixed (int* prefetchedStart = prefetched)
        fixed (float* a = product.A, c = destination)
        {
            PrefetchQueue queue = new((float*)table.Address, table.Stride, prefetchedStart, prefetched.Length);
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
                prefetched.IsEmpty ? null : &queue);
            VectorWidth.Run(ref kernel);
        }
    }

    private readonly struct MultiplyKernel(MatrixTile whole, int rows, int columns, PrefetchQueue* prefetched)
        : IVectorKernel
    {
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged => Multiply<TWidth, TVector>();

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Multiply<TWidth, TVector>()
            where TWidth : struct, IMatrixWidth<TVector>
            where TVector : unmanaged
        {
            int depthParts = Math.Max(1, (whole.Depth + DepthMost - 1) / DepthMost);
            for (int part = 0; part < depthParts; part++)
            {
                int first = Cut(whole.Depth, part, depthParts);
                MatrixTile tile = whole;
                tile.A += first * whole.AColumn;
                if (tile.BRows is null)
                {
                    tile.B += first * whole.BStride;
                }
                else
                {
                    tile.BRows += first;
                }

                tile.Depth = Cut(whole.Depth, part + 1, depthParts) - first;
                tile.Accumulate |= part > 0;
                Panels<TWidth, TVector>(tile);
            }
        }

        /// <summary>Lines to prefetch before each tile, so that all are prefetched just before the last.</summary>
        private int LinesAtATime(int tileColumns, int tiles)
        {
            long depthParts = Math.Max(1, (whole.Depth + DepthMost - 1) / DepthMost);
            long calls = depthParts * tiles * ((columns + tileColumns - 1) / tileColumns);
            return (int)((prefetched->Lines + calls - 1) / calls);
        }

        /// <summary>Even cuts: parts differ by one at most, so none is too small to keep the machine busy.</summary>
        private static int Cut(int whole, int part, int parts) => (int)((long)whole * part / parts);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Panels<TWidth, TVector>(in MatrixTile slab)
            where TWidth : struct, IMatrixWidth<TVector>
            where TVector : unmanaged
        {
            int vectors = columns / TWidth.Count;
            int panels = (vectors + TWidth.PanelVectors - 1) / TWidth.PanelVectors;
            for (int panel = 0; panel < panels; panel++)
            {
                int first = Cut(vectors, panel, panels);
                MatrixTile tile = slab;
                tile.B += first * TWidth.Count;
                tile.C += first * TWidth.Count;
                switch (Cut(vectors, panel + 1, panels) - first)
                {
                    case 1:
                        Rows<TWidth, TVector, Counts.One>(ref tile);
                        break;
                    case 2:
                        Rows<TWidth, TVector, Counts.Two>(ref tile);
                        break;
                    case 3:
                        Rows<TWidth, TVector, Counts.Three>(ref tile);
                        break;
                    default:
                        Rows<TWidth, TVector, Counts.Four>(ref tile);
                        break;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Rows<TWidth, TVector, TColumns>(ref MatrixTile tile)
            where TWidth : struct, IMatrixWidth<TVector>
            where TVector : unmanaged
            where TColumns : struct, ICount
        {
            int tileRows = Math.Min(TileRowsMost, TWidth.Accumulators / TColumns.Value);
            int tiles = (rows + tileRows - 1) / tileRows;
            float* a = tile.A;
            float* c = tile.C;
            float* scales = tile.Scales;
            int lines = prefetched is null ? 0 : LinesAtATime(TColumns.Value * TWidth.Count, tiles);
            for (int i = 0; i < tiles; i++)
            {
                if (lines > 0)
                {
                    prefetched->Prefetch(lines);
                }

                nint first = Cut(rows, i, tiles);
                tile.A = a + (first * tile.ARow);
                tile.C = c + (first * tile.CStride);
                tile.Scales = scales is null ? null : scales + first;
                Dispatch<TWidth, TVector, TColumns>(tile, Cut(rows, i + 1, tiles) - (int)first);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Dispatch<TWidth, TVector, TColumns>(in MatrixTile tile, int tileRows)
            where TWidth : struct, IMatrixWidth<TVector>
            where TVector : unmanaged
            where TColumns : struct, ICount
        {
            switch (tileRows)
            {
                case 1:
                    tile.Multiply<TWidth, TVector, Counts.One, TColumns>();
                    break;
                case 2:
                    tile.Multiply<TWidth, TVector, Counts.Two, TColumns>();
                    break;
                case 3:
                    tile.Multiply<TWidth, TVector, Counts.Three, TColumns>();
                    break;
                case 4:
                    tile.Multiply<TWidth, TVector, Counts.Four, TColumns>();
                    break;
                case 5:
                    tile.Multiply<TWidth, TVector, Counts.Five, TColumns>();
                    break;
                case 6:
                    tile.Multiply<TWidth, TVector, Counts.Six, TColumns>();
                    break;
                case 7:
                    tile.Multiply<TWidth, TVector, Counts.Seven, TColumns>();
                    break;
                default:
                    tile.Multiply<TWidth, TVector, Counts.Eight, TColumns>();
                    break;
            }
        }
    }

    private readonly struct PairKernel(MultiplyKernel kernel) : IVectorKernel
    {
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged => kernel.Multiply<PairWidth<TWidth, TVector>, TVector>();
    }

    private readonly struct RowSource(float* start, int stride, int* rows)
    {
        public readonly float* Start = start;
        public readonly int Stride = stride;
        public readonly int* Rows = rows;
    }
}

/// <summary>The operands and extents of a matrix product; see <see cref="MatrixBlocks"/> for what each must hold.
/// </summary>
public readonly ref struct MatrixProduct
{
    /// <summary><c>[Rows × Depth]</c>, element (i, p) at <c>i * ARow + p * AColumn</c>.</summary>
    public ReadOnlySpan<float> A { get; init; }

    /// <summary>Floats from one row of A to the next.</summary>
    public int ARow { get; init; }

    /// <summary>Floats from one column of A to the next.</summary>
    public int AColumn { get; init; }

    /// <summary><c>[Depth × Columns]</c>, row-major; not read where rows of a table stand for it.</summary>
    public ReadOnlySpan<float> B { get; init; }

    /// <summary>Floats from row to row of B.</summary>
    public int BStride { get; init; }

    /// <summary>Floats from row to row of C.</summary>
    public int CStride { get; init; }

    /// <summary>Rows of A and C.</summary>
    public int Rows { get; init; }

    /// <summary>Columns of B and C.</summary>
    public int Columns { get; init; }

    /// <summary>Columns of A, rows of B.</summary>
    public int Depth { get; init; }

    /// <summary>Whether C is added to rather than overwritten.</summary>
    public bool Accumulate { get; init; }
}
