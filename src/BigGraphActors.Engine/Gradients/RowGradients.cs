using BigGraphActors.Numerics.Updates;
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

/// <summary>
/// One thread's uses of a table's rows in a batch, counted beforehand, so that a row can take its step with the last.
/// </summary>
/// <remarks>
/// All uses of a row within a batch are summed before the optimiser acts, as PBG coalesces sparse gradients:
/// row-Adagrad squares the sum, not the parts. After its last use nothing in the batch reads the row any more, so the
/// step may be taken there and then: the result is that of a step after the batch, and what has to be kept until the
/// last use is little enough for the cache. Gradients are added in the order in which uses were registered. Owned by
/// one thread; memory grows to the largest batch and is kept.
/// </remarks>
internal sealed class RowUses(EmbeddingTable table) : IDisposable
{
    private readonly RowSlots _slots = new();
    private NativeBuffer<float> _accumulators = new(0);
    private int[] _slotOfUse = new int[1024];
    private int[] _remaining = new int[1024];
    private int[] _places = new int[1024];
    private int[] _free = new int[1024];
    private int _registered;
    private int _added;
    private int _repeated;
    private PlaceCounts _placed;

    /// <summary>Starts a batch.</summary>
    public void Begin()
    {
        _slots.Clear();
        _registered = 0;
        _added = 0;
        _repeated = 0;
        _placed = default;
    }

    /// <summary>Announces uses.</summary>
    /// <param name="rows">Rows of the table, repeats allowed.</param>
    public void Register(ReadOnlySpan<int> rows)
    {
        Grow(ref _slotOfUse, _registered + rows.Length);
        Span<int> slots = _slotOfUse.AsSpan(_registered, rows.Length);
        _registered += rows.Length;
        Grow(ref _remaining, _slots.Count + rows.Length);
        int[] remaining = _remaining;
        for (int i = 0; i < rows.Length; i++)
        {
            int slot = _slots.Find(rows[i], out bool isNew);
            slots[i] = slot;
            int uses = isNew ? 1 : remaining[slot] + 1;
            remaining[slot] = uses;
            _repeated += uses == 2 ? 1 : 0;
        }
    }

    /// <summary>Makes room for the sums of what was registered.</summary>
    public void EndRegistration()
    {
        Grow(ref _places, _slots.Count);
        _places.AsSpan(0, _slots.Count).Fill(-1);
        Grow(ref _free, _repeated);
        long needed = (long)_repeated * table.Stride;
        if (_accumulators.Length < needed)
        {
            _accumulators.Dispose();
            _accumulators = new NativeBuffer<float>(needed + (needed / 2));
        }
    }

    /// <summary>Adds the gradients of the next registered uses, and steps rows that have no further use.</summary>
    /// <param name="rows">The same rows in the order in which they were registered.</param>
    /// <param name="gradients"><c>[rows × stride]</c>; overwritten.</param>
    /// <param name="lr">Learning rate.</param>
    public void AddGradients(ReadOnlySpan<int> rows, Span<float> gradients, float lr)
    {
        RowUseCounts counts = new(
            _slotOfUse.AsSpan(_added, rows.Length),
            _remaining.AsSpan(0, _slots.Count),
            _places.AsSpan(0, _slots.Count),
            _accumulators.AsSpan(0, _repeated * table.Stride),
            _free.AsSpan(0, _repeated));
        _added += rows.Length;
        RowAdagrad.Update(table.VectorRows(), table.SumRows(), rows, gradients, counts, ref _placed, lr);
    }

    /// <inheritdoc/>
    public void Dispose() => _accumulators.Dispose();

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length * 2));
        }
    }
}
