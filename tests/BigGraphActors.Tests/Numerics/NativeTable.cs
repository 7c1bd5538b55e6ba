using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Tests.Numerics;

/// <summary>Rows in native memory with a view of them.</summary>
internal sealed class NativeTable : IDisposable
{
    private readonly NativeBuffer<float> _memory;

    public NativeTable(int rows, int dim)
        : this(rows, dim, RowLayout.StrideFor(dim))
    {
    }

    public NativeTable(int rows, int dim, int stride)
    {
        _memory = new((long)rows * stride);
        View = new(_memory.Address, rows, dim, stride);
    }

    public RowTable View { get; }

    public int Rows => (int)View.RowCount;

    public static NativeTable From(ReadOnlySpan<float> dense, int rows, int dim)
    {
        var table = new NativeTable(rows, dim);
        table.Set(dense);
        return table;
    }

    public static NativeTable Random(System.Random random, int rows, int dim) =>
        From([.. PaddedBlock.Random(random, rows, dim).Dense().Select(value => (float)value)], rows, dim);

    public void Set(ReadOnlySpan<float> dense)
    {
        for (int row = 0; row < Rows; row++)
        {
            dense.Slice(row * View.Dim, View.Dim).CopyTo(View.Row(row));
        }
    }

    public float[] Dense() => [.. Enumerable.Range(0, Rows).SelectMany(row => View.Row(row)[..View.Dim].ToArray())];

    public double[] Dense(int row) => [.. View.Row(row)[..View.Dim].ToArray().Select(value => (double)value)];

    public void Dispose() => _memory.Dispose();
}
