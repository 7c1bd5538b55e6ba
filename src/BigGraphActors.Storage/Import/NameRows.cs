using System.Numerics;
using System.Runtime.CompilerServices;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Storage.Import;

/// <summary>Finds the numbers of the names of one part by their hashes; for one thread, and used again and again.
/// </summary>
/// <remarks>
/// Open addressing with linear probing, 12 bytes a slot, at most two thirds full. The hashes of a part have the same
/// upper bits, so that the slot comes from those below.
/// </remarks>
internal sealed unsafe class NameRows(int partBits) : IDisposable
{
    /// <summary>Stands for a name that was dropped.</summary>
    public const int Dropped = -1;

    private const int FewestBits = 4;

    private NativeBuffer<ulong> _hashes = new(1 << FewestBits);
    private NativeBuffer<int> _numbers = new(1 << FewestBits);
    private ulong* _hash;
    private int* _number;
    private ulong _mask;
    private int _shift;

    /// <summary>Bytes of a table of so many names.</summary>
    public static long BytesFor(long names) => (1L << BitsFor(names)) * (sizeof(ulong) + sizeof(int));

    /// <summary>Empties the table and makes room.</summary>
    /// <param name="names">Names that will be added.</param>
    public void Clear(long names)
    {
        int bits = BitsFor(names);
        long slots = 1L << bits;
        if (_hashes.Length < slots)
        {
            _hashes.Dispose();
            _numbers.Dispose();
            _hashes = new NativeBuffer<ulong>(slots, isCleared: false);
            _numbers = new NativeBuffer<int>(slots, isCleared: false);
        }

        _hashes.AsSpan(0, checked((int)slots)).Clear();
        _hash = (ulong*)_hashes.Address;
        _number = (int*)_numbers.Address;
        _mask = (ulong)slots - 1;
        _shift = 64 - partBits - bits;
    }

    /// <summary>Adds a name that is not there.</summary>
    public void Add(ulong hash, int number)
    {
        ulong slot = SlotOf(hash);
        while (_hash[slot] != 0)
        {
            slot = (slot + 1) & _mask;
        }

        (_hash[slot], _number[slot]) = (hash, number);
    }

    /// <summary>The number that was added with a name.</summary>
    /// <exception cref="InvalidOperationException">When the name was not added.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(ulong hash)
    {
        ulong slot = SlotOf(hash);
        while (_hash[slot] != hash)
        {
            if (_hash[slot] == 0)
            {
                ThrowUnknown();
            }

            slot = (slot + 1) & _mask;
        }

        return _number[slot];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hashes.Dispose();
        _numbers.Dispose();
    }

    private static int BitsFor(long names) =>
        Math.Max(FewestBits, BitOperations.Log2((ulong)Math.Max(1, names + (names / 2))) + 1);

    private static void ThrowUnknown() =>
        throw new InvalidOperationException("an edge has a name that was not laid aside");

    private ulong SlotOf(ulong hash) => (hash >> _shift) & _mask;
}
