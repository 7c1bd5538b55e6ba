using BigGraphActors.Numerics.FixedPoint;
using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Scoring;

/// <summary>Vectors rounded to 16-bit integers, and room for their products.</summary>
/// <remarks>Scratch of one thread; it grows to the largest block and is kept.</remarks>
internal sealed class FixedVectors : IDisposable
{
    private NativeBuffer<short> _values = new(0);
    private NativeBuffer<float> _scales = new(0);
    private NativeBuffer<float> _scratch = new(0);
    private FixedVectors? _others;
    private int _rows;
    private int _stride;

    /// <summary>What was rounded last.</summary>
    public FixedBlock Block => new(_values.AsSpan(0, _rows * _stride), _scales.AsSpan(0, _rows), _stride);

    /// <summary>Room for the vectors that these are multiplied with, where they have none of their own.</summary>
    public FixedVectors Others => _others ??= new FixedVectors();

    /// <summary>Rounds a block.</summary>
    /// <param name="values"><c>[rows × stride]</c>.</param>
    /// <param name="rows">Number of rows to round.</param>
    /// <param name="stride">Floats from row to row.</param>
    public FixedBlock Round(ReadOnlySpan<float> values, int rows, int stride)
    {
        Reserve(rows, stride);
        FixedRows.Round(values, rows, stride, _values.AsSpan(0, rows * _stride), _scales.AsSpan(0, rows));
        return Block;
    }

    /// <summary>Rounds consecutive rows of a table.</summary>
    /// <param name="rows">May change meanwhile (HOGWILD).</param>
    public FixedBlock Round(RowTable rows)
    {
        int count = checked((int)rows.RowCount);
        Reserve(count, rows.Stride);
        FixedRows.Round(rows, _values.AsSpan(0, count * _stride), _scales.AsSpan(0, count));
        return Block;
    }

    /// <summary>Makes room for rows that are rounded in parts.</summary>
    public void Reset(int rows, int stride) => Reserve(rows, stride);

    /// <summary>Rounds chosen rows of a table to a part of the rows here.</summary>
    /// <param name="start">First row here.</param>
    /// <param name="table">Rows may change meanwhile (HOGWILD).</param>
    /// <param name="rows">Row numbers in the table, in the order in which they are stored here.</param>
    public FixedBlock RoundRows(int start, RowTable table, ReadOnlySpan<int> rows)
    {
        Span<short> values = _values.AsSpan((long)start * _stride, rows.Length * _stride);
        FixedRows.Round(table, rows, values, _scales.AsSpan(start, rows.Length));
        return Block.Slice(start, rows.Length);
    }

    /// <summary>Scratch for products of these vectors, as queries, with candidates.</summary>
    public Span<float> ScratchFor(int rows, int candidates)
    {
        long needed = FixedProducts.ScratchFor(rows, candidates, _stride);
        if (_scratch.Length < needed)
        {
            _scratch.Dispose();
            _scratch = new NativeBuffer<float>(needed);
        }

        return _scratch.AsSpan(0, checked((int)needed));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _scales.Dispose();
        _scratch.Dispose();
        _others?.Dispose();
    }

    private void Reserve(int rows, int stride)
    {
        _rows = rows;
        _stride = FixedBlock.StrideFor(stride);
        if (_values.Length < (long)rows * _stride)
        {
            _values.Dispose();
            _values = new NativeBuffer<short>((long)rows * _stride);
        }

        if (_scales.Length < rows)
        {
            _scales.Dispose();
            _scales = new NativeBuffer<float>(rows);
        }
    }
}
