using System.Numerics;

namespace BigGraphActors.Engine.Gradients;

/// <summary>Numbers the distinct rows that a batch touches, in the order of their first use.</summary>
/// <remarks>
/// Open addressing with linear probing, at most a quarter full; row and slot in one word, so that the table stays small
/// enough for the cache. Owned by one thread.
/// </remarks>
internal sealed class RowSlots
{
    private const int InitialRows = 256;

    private ulong[] _table = new ulong[InitialRows * 4];
    private int _shift = 32 - BitOperations.Log2(InitialRows * 4);
    private int[] _rows = new int[InitialRows];

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
        ulong[] table = _table;
        uint at = ((uint)row * 2654435769u) >> _shift;
        while (true)
        {
            if (at >= (uint)table.Length)
            {
                at = 0;
            }

            ulong entry = table[at];
            if (entry == 0)
            {
                isNew = true;
                return Add(row, at);
            }

            if ((int)(entry >> 32) == row)
            {
                isNew = false;
                return (int)(uint)entry - 1;
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
            ulong entry = _table[at];
            if (entry == 0)
            {
                return null;
            }

            if ((int)(entry >> 32) == row)
            {
                return (int)(uint)entry - 1;
            }
        }
    }

    /// <summary>Forgets all rows; keeps the memory.</summary>
    public void Clear()
    {
        if (Count > 0)
        {
            Array.Clear(_table);
            Count = 0;
        }
    }

    /// <summary>A row and, counted from one so that no entry is 0, its slot.</summary>
    private static ulong EntryOf(int row, int slot) => ((ulong)(uint)row << 32) | (uint)(slot + 1);

    private int Add(int row, uint at)
    {
        int slot = Count++;
        _table[at] = EntryOf(row, slot);
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
        _table = new ulong[_rows.Length * 4];
        _shift = 32 - BitOperations.Log2((uint)_table.Length);
        uint mask = (uint)_table.Length - 1;
        for (int old = 0; old < Count; old++)
        {
            uint at = ((uint)_rows[old] * 2654435769u) >> _shift;
            while (_table[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _table[at] = EntryOf(_rows[old], old);
        }
    }
}
