namespace BigGraphActors.Engine.Training;

/// <summary>Numbers the distinct rows that a batch touches, in the order of their first use.</summary>
/// <remarks>
/// Open addressing with linear probing, at most half full. An entry carries the round it was made in, so that clearing
/// is one increment. Owned by one thread.
/// </remarks>
internal sealed class RowSlots
{
    private const int InitialRows = 256;

    private Entry[] _table = new Entry[InitialRows * 4];
    private int _shift = 32 - System.Numerics.BitOperations.Log2(InitialRows * 4);
    private int[] _rows = new int[InitialRows];
    private uint _round = 1;

    /// <summary>Distinct rows since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Rows that fit without growing.</summary>
    public int Capacity => _rows.Length;

    /// <summary>The rows, by slot.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>The slot of a row.</summary>
    /// <param name="row">A row of the table.</param>
    /// <param name="isNew">Whether the row had none before; it then has the next.</param>
    public int Find(int row, out bool isNew)
    {
        Entry[] table = _table;
        uint round = _round;
        uint at = ((uint)row * 2654435769u) >> _shift;
        while (true)
        {
            if (at >= (uint)table.Length)
            {
                at = 0;
            }

            ref Entry entry = ref table[at];
            if (entry.Round != round)
            {
                isNew = true;
                return Add(row, ref entry);
            }

            if (entry.Row == row)
            {
                isNew = false;
                return entry.Slot;
            }

            at++;
        }
    }

    /// <summary>The slot of a row, or none when it has none.</summary>
    public int? TryFind(int row)
    {
        uint mask = (uint)_table.Length - 1;
        for (uint at = ((uint)row * 2654435769u) >> _shift; ; at = (at + 1) & mask)
        {
            Entry entry = _table[at];
            if (entry.Round != _round)
            {
                return null;
            }

            if (entry.Row == row)
            {
                return entry.Slot;
            }
        }
    }

    /// <summary>Forgets all rows; keeps the memory.</summary>
    public void Clear()
    {
        Count = 0;
        if (++_round == 0)
        {
            Array.Clear(_table);
            _round = 1;
        }
    }

    private int Add(int row, ref Entry entry)
    {
        int slot = Count++;
        entry = new Entry(row, slot, _round);
        if (slot < _rows.Length)
        {
            _rows[slot] = row;
        }
        else
        {
            Grow(row, slot);
        }

        return slot;
    }

    private void Grow(int row, int slot)
    {
        Array.Resize(ref _rows, _rows.Length * 2);
        _rows[slot] = row;
        _table = new Entry[_rows.Length * 4];
        _shift = 32 - System.Numerics.BitOperations.Log2((uint)_table.Length);
        uint mask = (uint)_table.Length - 1;
        for (int old = 0; old < Count; old++)
        {
            uint at = ((uint)_rows[old] * 2654435769u) >> _shift;
            while (_table[at].Round == _round)
            {
                at = (at + 1) & mask;
            }

            _table[at] = new Entry(_rows[old], old, _round);
        }
    }

    private readonly record struct Entry(int Row, int Slot, uint Round);
}
