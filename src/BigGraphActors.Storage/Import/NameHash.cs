using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Import;

/// <summary>Hashes the UTF-8 bytes of a name to 32 bits.</summary>
/// <remarks>
/// Multiplies 64-bit words to 128 bits and folds the halves, as the wyhash family does. Nothing on disk depends on
/// it: numbers are given in the order of first sight, so the function may change at any time.
/// </remarks>
internal static class NameHash
{
    private const ulong First = 0xA0761D6478BD642F;
    private const ulong Second = 0xE7037ED1A0B428DB;
    private const ulong Third = 0x8EBC6AF09C88C6E3;

    /// <summary>The hash; equal bytes give equal values within a process and across processes.</summary>
    public static uint Of(ReadOnlySpan<byte> name)
    {
        ref byte start = ref MemoryMarshal.GetReference(name);
        int length = name.Length;
        ulong state = First ^ (ulong)length;
        int offset = 0;
        for (; length - offset > 16; offset += 16)
        {
            state = Fold(Word(ref start, offset) ^ Second, Word(ref start, offset + 8) ^ state);
        }

        (ulong low, ulong high) = Tail(ref start, offset, length);
        ulong mixed = Fold(low ^ Second, high ^ state);
        mixed = Fold(mixed ^ Third, (ulong)length ^ First);
        return (uint)(mixed ^ (mixed >> 32));
    }

    // The last 1 to 16 bytes as two words that may overlap, so that no byte loop is needed.
    private static (ulong Low, ulong High) Tail(ref byte start, int offset, int length)
    {
        int left = length - offset;
        if (left >= 8)
        {
            return (Word(ref start, offset), Word(ref start, length - 8));
        }

        if (left >= 4)
        {
            return (Half(ref start, offset), Half(ref start, length - 4));
        }

        if (left == 0)
        {
            return (0, 0);
        }

        ulong spread = ((ulong)Unsafe.Add(ref start, offset) << 16)
            | ((ulong)Unsafe.Add(ref start, offset + (left >> 1)) << 8)
            | Unsafe.Add(ref start, length - 1);
        return (spread, 0);
    }

    private static ulong Word(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));

    private static uint Half(ref byte start, int offset) =>
        Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));

    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
