using BigGraphActors.Numerics.Layout;
using BigGraphActors.Numerics.Reference;

namespace BigGraphActors.Tests.Numerics.Layout;

public sealed class MatrixBlocksTests
{
    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>
        {
            { 50, 100, 100 }, { 50, 112, 50 }, { 100, 112, 50 }, { 50, 1056, 400 }, { 3, 5, 0 }, { 0, 7, 4 },
            { 5, 0, 4 },
        };
        foreach (int m in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 17, 25])
        {
            foreach (int n in (int[])[1, 15, 16, 17, 33, 48, 49, 64, 80, 113, 150])
            {
                shapes.Add(m, n, ((7 * m) + n) % 40);
            }
        }

        for (int k = 0; k <= 257; k++)
        {
            shapes.Add(1 + (k % 10), 1 + (k % 70), k);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Product_equals_the_sum_written_out(int m, int n, int k)
    {
        var random = new System.Random((m * 1_000_003) + (n * 1009) + k);
        PaddedBlock a = PaddedBlock.Random(random, m, k);
        PaddedBlock b = PaddedBlock.Random(random, k, n);
        PaddedBlock c = PaddedBlock.Random(random, m, n);
        double[] product = ReferenceMatrix.Multiply(a.Dense(), b.Dense(), m, n, k);
        double[] sum = [.. c.Dense().Zip(product, (x, y) => x + y)];

        MatrixBlocks.Multiply(
            a.Values, a.Stride, 1, b.Values, b.Stride, c.Values, c.Stride, m, n, k, accumulate: true);
        c.AssertClose(sum);
        MatrixBlocks.Multiply(
            a.Values, a.Stride, 1, b.Values, b.Stride, c.Values, c.Stride, m, n, k, accumulate: false);
        c.AssertClose(product);
    }

    [Theory]
    [InlineData(100, 112, 50)]
    [InlineData(7, 33, 129)]
    [InlineData(1, 16, 1)]
    [InlineData(13, 400, 51)]
    public void Transposed_left_matrix_is_read_in_place(int m, int n, int k)
    {
        var random = new System.Random(m + n + k);
        PaddedBlock transposed = PaddedBlock.Random(random, k, m);
        PaddedBlock b = PaddedBlock.Random(random, k, n);
        var c = new PaddedBlock(m, n);
        double[] a = [.. Enumerable.Range(0, m * k).Select(i => (double)transposed[i % k, i / k])];

        MatrixBlocks.Multiply(
            transposed.Values, 1, transposed.Stride, b.Values, b.Stride, c.Values, c.Stride, m, n, k, false);

        c.AssertClose(ReferenceMatrix.Multiply(a, b.Dense(), m, n, k));
    }

    [Theory]
    [InlineData(50, 100, 128)]
    [InlineData(7, 33, 129)]
    [InlineData(1, 16, 1)]
    [InlineData(9, 400, 300)]
    public void Rows_of_a_table_are_read_where_they_lie(int m, int dim, int k)
    {
        var random = new System.Random(m + dim + k);
        using NativeTable table = NativeTable.Random(random, 40, dim);
        int[] rows = [.. Enumerable.Range(0, k).Select(_ => random.Next(40))];
        int[] prefetched = [.. Enumerable.Range(0, 77).Select(_ => random.Next(40))];
        PaddedBlock a = PaddedBlock.Random(random, m, k);
        var c = new PaddedBlock(m, dim);
        double[] b = [.. rows.SelectMany(row => table.Dense(row))];
        double[] product = ReferenceMatrix.Multiply(a.Dense(), b, m, dim, k);
        MatrixProduct Of(bool accumulate) => new()
        {
            A = a.Values,
            ARow = a.Stride,
            AColumn = 1,
            CStride = c.Stride,
            Rows = m,
            Columns = c.Stride,
            Depth = k,
            Accumulate = accumulate,
        };

        MatrixBlocks.MultiplyRows(Of(false), c.Values, table.View, rows, prefetched);
        c.AssertClose(product);
        MatrixBlocks.MultiplyRows(Of(true), c.Values, table.View, rows, []);
        c.AssertClose([.. product.Select(value => 2 * value)]);
    }

    [Fact]
    public void Asking_for_rows_ahead_changes_no_bit()
    {
        var random = new System.Random(5);
        using NativeTable table = NativeTable.Random(random, 40, 100);
        int[] prefetched = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(40))];
        PaddedBlock a = PaddedBlock.Random(random, 50, 300);
        PaddedBlock b = PaddedBlock.Random(random, 300, 90);
        var expected = new PaddedBlock(50, 90);
        var actual = new PaddedBlock(50, 90);
        MatrixProduct product = new()
        {
            A = a.Values,
            ARow = a.Stride,
            AColumn = 1,
            B = b.Values,
            BStride = b.Stride,
            CStride = actual.Stride,
            Rows = 50,
            Columns = 90,
            Depth = 300,
        };

        MatrixBlocks.Multiply(
            a.Values, a.Stride, 1, b.Values, b.Stride, expected.Values, expected.Stride, 50, 90, 300, false);
        MatrixBlocks.MultiplyAndPrefetch(product, actual.Values, table.View, prefetched);

        Assert.Equal(expected.Values, actual.Values);
        Assert.Throws<ArgumentException>(
            "B", () => MatrixBlocks.MultiplyAndPrefetch(Short(b.Values), new float[4000], table.View, []));

        static MatrixProduct Short(float[] values) => new()
        {
            A = values,
            ARow = 16,
            AColumn = 1,
            B = values.AsSpan(0, 31),
            BStride = 16,
            CStride = 16,
            Rows = 2,
            Columns = 16,
            Depth = 2,
        };
    }

    [Fact]
    public void NaN_spoils_its_row_and_no_other()
    {
        PaddedBlock a = PaddedBlock.Random(new(1), 9, 20);
        PaddedBlock b = PaddedBlock.Random(new(2), 20, 30);
        var c = new PaddedBlock(9, 30);
        a[4, 11] = float.NaN;

        MatrixBlocks.Multiply(a.Values, a.Stride, 1, b.Values, b.Stride, c.Values, c.Stride, 9, 30, 20, false);

        for (int row = 0; row < 9; row++)
        {
            Assert.Equal(row == 4, c.Dense(row).Any(double.IsNaN));
        }
    }

    [Fact]
    public void Matrices_that_do_not_fit_their_spans_are_refused()
    {
        var a = new float[10 * 16];
        var c = new float[10 * 32];
        Assert.Throws<ArgumentException>(
            "b", () => MatrixBlocks.Multiply(a, 16, 1, new float[15 * 32], 32, c, 32, 10, 32, 16, false));
        Assert.Throws<ArgumentException>(
            "a", () => MatrixBlocks.Multiply(a, 16, 1, new float[17 * 32], 32, c, 32, 10, 32, 17, false));
        Assert.Throws<ArgumentException>(
            "c", () => MatrixBlocks.Multiply(a, 16, 1, new float[16 * 48], 48, c, 32, 10, 33, 16, false));
    }
}
