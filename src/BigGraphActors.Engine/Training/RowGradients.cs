using BigGraphActors.Numerics.Layout;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>One thread's summed gradient for each table row that a batch touched.</summary>
/// <remarks>
/// All uses of a row within a batch are summed before the optimiser acts, as PBG coalesces sparse gradients:
/// row-Adagrad
/// squares the sum, not the parts. Rows are found by open addressing; a row's first use clears its accumulator.
/// Owned by one thread; buffers grow to the largest batch and are kept.
/// </remarks>
internal sealed class RowGradients : IDisposable
{
    private const int InitialRows = 64;

    private readonly int _stride;
    private ulong[] _slotByRow;
    private int _shift;
    private int[] _rows = new int[InitialRows];
    private NativeBuffer<float> _accumulators;

    /// <summary>Allocates for a table.</summary>
    /// <param name="stride">Elements from one row of the table to the next.</param>
    public RowGradients(int stride)
    {
        _stride = stride;
        _accumulators = new NativeBuffer<float>((long)InitialRows * stride);
        _slotByRow = [];
        Resize(InitialRows * 4);
    }

    /// <summary>Distinct rows touched since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The rows touched, in order of their slots.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

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
    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_slotByRow);
            Count = 0;
        }
    }

    /// <summary>The summed gradient of a row as a kernel table, for the optimiser.</summary>
    public RowTable AsTable(int dim) => new(_accumulators.Address, Count, dim, _stride);

    /// <inheritdoc/>
    public void Dispose() => _accumulators.Dispose();

    private int FindSlot(int row)
    {
        ulong key = (ulong)(uint)row << 32;
        uint mask = (uint)_slotByRow.Length - 1;
        for (uint at = ((uint)row * 2654435769u) >> _shift; ; at = (at + 1) & mask)
        {
            ulong entry = _slotByRow[at];
            if (entry == 0)
            {
                return AddSlot(row, key, at);
            }

            if ((entry & 0xFFFFFFFF00000000UL) == key)
            {
                return (int)(uint)entry - 1;
            }
        }
    }

    private int AddSlot(int row, ulong key, uint at)
    {
        if (Count == _rows.Length)
        {
            Grow();
        }

        int slot = Count++;
        _slotByRow[at] = key | (uint)(slot + 1);
        _rows[slot] = row;
        Slot(slot).Clear();
        if (Count * 2 > _slotByRow.Length)
        {
            Resize(Count * 4);
        }

        return slot;
    }

    private void Grow()
    {
        int capacity = _rows.Length * 2;
        Array.Resize(ref _rows, capacity);
        NativeBuffer<float> larger = new((long)capacity * _stride);
        Accumulators.CopyTo(larger.AsSpan(0, Count * _stride));
        _accumulators.Dispose();
        _accumulators = larger;
    }

    private void Resize(int atLeast)
    {
        int bits = System.Numerics.BitOperations.Log2((uint)atLeast - 1) + 1;
        _slotByRow = new ulong[1 << bits];
        _shift = 32 - bits;
        uint mask = (uint)_slotByRow.Length - 1;
        for (int slot = 0; slot < Count; slot++)
        {
            uint at = ((uint)_rows[slot] * 2654435769u) >> _shift;
            while (_slotByRow[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _slotByRow[at] = ((ulong)(uint)_rows[slot] << 32) | (uint)(slot + 1);
        }
    }
}
