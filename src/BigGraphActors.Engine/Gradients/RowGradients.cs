using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Gradients;

/// <summary>One thread's summed gradient for each table row that a batch touched.</summary>
/// <remarks>
/// All uses of a row within a batch are summed before the optimiser acts, as PBG coalesces sparse gradients:
/// row-Adagrad squares the sum, not the parts. A row's first use clears its accumulator.
/// Owned by one thread; buffers grow to the largest batch and are kept.
/// </remarks>
internal sealed class RowGradients : IDisposable
{
    private const int InitialRows = 64;

    private readonly RowSlots _slots = new();
    private readonly int _stride;
    private NativeBuffer<float> _accumulators;

    /// <summary>Allocates for a table.</summary>
    /// <param name="stride">Elements from one row of the table to the next.</param>
    public RowGradients(int stride)
    {
        _stride = stride;
        _accumulators = new NativeBuffer<float>((long)InitialRows * stride);
    }

    /// <summary>Distinct rows touched since <see cref="Clear"/>.</summary>
    public int Count => _slots.Count;

    /// <summary>The rows touched, in order of their slots.</summary>
    public ReadOnlySpan<int> Rows => _slots.Rows;

    /// <summary>The accumulators of the rows touched, <c>[Count × stride]</c>.</summary>
    public Span<float> Accumulators => _accumulators.AsSpan(0, Count * _stride);

    /// <summary>The accumulator of one slot.</summary>
    public Span<float> Slot(int slot) => _accumulators.AsSpan((long)slot * _stride, _stride);

    /// <summary>The accumulators of consecutive slots, <c>[count × stride]</c>.</summary>
    public Span<float> SlotsFrom(int slot, int count) => _accumulators.AsSpan((long)slot * _stride, count * _stride);

    /// <summary>Finds or makes the slots of rows.</summary>
    /// <param name="rows">Rows of the table, repetitions allowed.</param>
    /// <param name="slots">Overwritten with the slot of each row.</param>
    public void FindSlots(ReadOnlySpan<int> rows, Span<int> slots)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            slots[i] = FindSlot(rows[i]);
        }
    }

    /// <summary>Forgets all rows; keeps the memory.</summary>
    public void Clear() => _slots.Clear();

    /// <summary>The summed gradient of a row as a kernel table, for the optimiser.</summary>
    public RowTable AsTable(int dim) => new(_accumulators.Address, Count, dim, _stride);

    /// <inheritdoc/>
    public void Dispose() => _accumulators.Dispose();

    private int FindSlot(int row)
    {
        int slot = _slots.Find(row, out bool isNew);
        if (isNew)
        {
            Reserve(slot + 1);
            Slot(slot).Clear();
        }

        return slot;
    }

    private void Reserve(int rows)
    {
        if ((long)rows * _stride > _accumulators.Length)
        {
            NativeBuffer<float> larger = new(_accumulators.Length * 2);
            _accumulators.AsSpan().CopyTo(larger.AsSpan());
            _accumulators.Dispose();
            _accumulators = larger;
        }
    }
}
