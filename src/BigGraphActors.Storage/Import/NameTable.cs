using System.Buffers.Text;
using System.IO.Hashing;
using System.Numerics;
using System.Text;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Gives each distinct name a number, in the order of first sight, from 0.</summary>
/// <remarks>
/// Open addressing with linear probing at a load of at most one half; a slot holds the hash beside the number, so
/// that a probe touches the name's bytes only when the hashes agree. Names lie as UTF-8 in <see cref="NameArena"/>:
/// a name costs its bytes plus 28 to 44 bytes, and none becomes a managed object. One thread at a time.
/// </remarks>
internal sealed unsafe class NameTable : IDisposable
{
    private const int InitialSlots = 1024;

    private readonly NameArena _arena = new();
    private NativeBuffer<Slot> _slots = new(InitialSlots);
    private NativeBuffer<NameSpan> _names = new(InitialSlots / 2);
    private long _mask = InitialSlots - 1;

    /// <summary>Distinct names so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a name, which is added when it is new.</summary>
    /// <param name="name">UTF-8 bytes; copied.</param>
    /// <exception cref="InvalidOperationException">At more than 2^30 distinct names.</exception>
    public int Intern(ReadOnlySpan<byte> name)
    {
        uint hash = HashOf(name);
        long place = Find(name, hash);
        int number = ((Slot*)_slots.Address)[place].NumberPlusOne - 1;
        return number >= 0 ? number : Add(name, hash, place);
    }

    /// <summary>The number of a name, or -1 when it was never added.</summary>
    public int IndexOf(ReadOnlySpan<byte> name) =>
        ((Slot*)_slots.Address)[Find(name, HashOf(name))].NumberPlusOne - 1;

    /// <summary>The UTF-8 bytes of a name; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> NameOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)Count, nameof(number));
        return ((NameSpan*)_names.Address)[number].Bytes;
    }

    /// <summary>A name as text.</summary>
    public string TextOf(int number) => Encoding.UTF8.GetString(NameOf(number));

    /// <summary>The largest name that is a whole number; 0 where none is.</summary>
    public long LargestNumber()
    {
        long largest = 0;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<byte> name = NameOf(i);
            bool isNumber = Utf8Parser.TryParse(name, out long number, out int used) && used == name.Length;
            largest = isNumber ? Math.Max(largest, number) : largest;
        }

        return largest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arena.Dispose();
        _slots.Dispose();
        _names.Dispose();
    }

    /// <summary>The lower half of the name's XXH3; nothing on disk depends on it.</summary>
    private static uint HashOf(ReadOnlySpan<byte> name) => (uint)XxHash3.HashToUInt64(name);

    // The slot that holds the name, or the free one where it belongs; there is always a free one.
    private long Find(ReadOnlySpan<byte> name, uint hash)
    {
        Slot* slots = (Slot*)_slots.Address;
        NameSpan* names = (NameSpan*)_names.Address;
        for (long place = hash & _mask; ; place = (place + 1) & _mask)
        {
            Slot slot = slots[place];
            if (slot.NumberPlusOne == 0
                || (slot.Hash == hash && names[slot.NumberPlusOne - 1].Bytes.SequenceEqual(name)))
            {
                return place;
            }
        }
    }

    private int Add(ReadOnlySpan<byte> name, uint hash, long place)
    {
        if (Count >= 1 << 30)
        {
            throw new InvalidOperationException("one entity type has more than 2^30 distinct names");
        }

        if (Count == _names.Length)
        {
            Grow();
            place = Find(name, hash);
        }

        _names[Count] = _arena.Store(name);
        _slots[place] = new Slot(hash, Count + 1);
        return Count++;
    }

    private void Grow()
    {
        long slotCount = (long)BitOperations.RoundUpToPowerOf2((ulong)_slots.Length * 2);
        NativeBuffer<Slot> wider = new(slotCount);
        _mask = slotCount - 1;
        for (long i = 0; i < _slots.Length; i++)
        {
            Slot slot = _slots[i];
            if (slot.NumberPlusOne != 0)
            {
                PlaceIn((Slot*)wider.Address, slot);
            }
        }

        _slots.Dispose();
        _slots = wider;

        NativeBuffer<NameSpan> longer = new(slotCount / 2);
        long bytes = Count * (long)sizeof(NameSpan);
        Buffer.MemoryCopy((void*)_names.Address, (void*)longer.Address, bytes, bytes);
        _names.Dispose();
        _names = longer;
    }

    private void PlaceIn(Slot* slots, Slot slot)
    {
        long place = slot.Hash & _mask;
        while (slots[place].NumberPlusOne != 0)
        {
            place = (place + 1) & _mask;
        }

        slots[place] = slot;
    }

    private readonly record struct Slot(uint Hash, int NumberPlusOne);
}

/// <summary>Some names of a table in a given order; a view, valid as long as the table.</summary>
internal readonly ref struct NameList(NameTable table, ReadOnlySpan<int> numbers)
{
    private readonly ReadOnlySpan<int> _numbers = numbers;

    /// <summary>Number of names.</summary>
    public int Count => _numbers.Length;

    /// <summary>The UTF-8 bytes of one.</summary>
    public ReadOnlySpan<byte> this[int index] => table.NameOf(_numbers[index]);
}

/// <summary>Keeps the bytes of names, one behind the other, in native blocks that never move.</summary>
internal sealed unsafe class NameArena : IDisposable
{
    private const int FirstBlockBytes = 64 * 1024;
    private const int LargestBlockBytes = 8 * 1024 * 1024;

    private readonly List<NativeBuffer<byte>> _blocks = [];
    private int _used;

    /// <summary>Copies a name in.</summary>
    /// <returns>Its place, valid until <see cref="Dispose"/>.</returns>
    public NameSpan Store(ReadOnlySpan<byte> name)
    {
        if (_blocks.Count == 0 || _blocks[^1].Length - _used < name.Length)
        {
            AddBlock(name.Length);
        }

        byte* start = (byte*)_blocks[^1].Address + _used;
        name.CopyTo(new Span<byte>(start, name.Length));
        _used += name.Length;
        return new NameSpan(start, name.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer<byte> block in _blocks)
        {
            block.Dispose();
        }
    }

    // Blocks double, so that a graph of ten names costs kilobytes and one of 100 million few allocations.
    private void AddBlock(int neededBytes)
    {
        long doubled = _blocks.Count == 0 ? FirstBlockBytes : Math.Min(_blocks[^1].Length * 2, LargestBlockBytes);
        _blocks.Add(new NativeBuffer<byte>(Math.Max(doubled, neededBytes)));
        _used = 0;
    }
}

/// <summary>Where a name's bytes lie in a <see cref="NameArena"/>; valid as long as the arena.</summary>
internal readonly unsafe struct NameSpan(byte* start, int length)
{
    private readonly byte* _start = start;
    private readonly int _length = length;

    /// <summary>The name, UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes => new(_start, _length);
}
