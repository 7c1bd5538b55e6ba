using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BigGraphActors.Cluster.Parameters;

/// <summary>Sums and differences of slices: float32, or int64 in pairs of elements where a slice holds
/// counts.</summary>
internal static class SliceArithmetic
{
    /// <summary>destination += change.</summary>
    public static void Add(ReadOnlySpan<float> change, Span<float> destination, bool isCount)
    {
        if (isCount)
        {
            Add(MemoryMarshal.Cast<float, long>(change), MemoryMarshal.Cast<float, long>(destination));
        }
        else
        {
            Add(change, destination);
        }
    }

    /// <summary>destination = newer - older, of slices that hold counts.</summary>
    public static void SubtractCounts(
        ReadOnlySpan<float> newer, ReadOnlySpan<float> older, Span<float> destination)
    {
        ReadOnlySpan<long> left = MemoryMarshal.Cast<float, long>(newer);
        ReadOnlySpan<long> right = MemoryMarshal.Cast<float, long>(older);
        Span<long> difference = MemoryMarshal.Cast<float, long>(destination);
        for (int i = 0; i < difference.Length; i++)
        {
            difference[i] = left[i] - right[i];
        }
    }

    /// <summary>Whether nothing in a change would change anything.</summary>
    public static bool IsZero(ReadOnlySpan<float> change) =>
        MemoryMarshal.AsBytes(change).IndexOfAnyExcept((byte)0) < 0;

    /// <summary>change = local - base, then base = local; each element of local is read once.</summary>
    /// <remarks>An element that is no number changes nothing, and is set back to what it was.</remarks>
    /// <param name="local">What other threads write to meanwhile.</param>
    /// <param name="known">base.</param>
    /// <param name="change">Overwritten.</param>
    /// <param name="repaired">Raised by the elements that were set back.</param>
    /// <returns>Whether anything has changed.</returns>
    public static void Collect(Span<float> local, Span<float> known, Span<float> change, ref long repaired)
    {
        int at = 0;
        for (; at <= local.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> now = new(local[at..]);
            Vector<float> difference = now - new Vector<float>(known[at..]);

            // Zero times anything finite is zero; infinity and NaN give NaN, which equals nothing.
            if (!Vector.EqualsAll(difference * Vector<float>.Zero, Vector<float>.Zero))
            {
                CollectOneByOne(local, known, change, at, Vector<float>.Count, ref repaired);
                continue;
            }

            difference.CopyTo(change[at..]);
            now.CopyTo(known[at..]);
        }

        CollectOneByOne(local, known, change, at, local.Length - at, ref repaired);
    }

    /// <summary>local += values - base, as <see cref="AddBeside"/> does; then base = values.</summary>
    public static void Adopt(ReadOnlySpan<float> values, Span<float> known, Span<float> local)
    {
        Span<float> change = stackalloc float[Vector<float>.Count];
        int at = 0;
        for (; at <= local.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector<float> newer = new(values[at..]);
            Vector<float> difference = newer - new Vector<float>(known[at..]);
            if (!Vector.EqualsAll(difference, Vector<float>.Zero))
            {
                difference.CopyTo(change);
                AddBeside(change, local.Slice(at, Vector<float>.Count));
            }

            newer.CopyTo(known[at..]);
        }

        Span<float> rest = change[..(local.Length - at)];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = values[at + i] - known[at + i];
            known[at + i] = values[at + i];
        }

        AddBeside(rest, local[at..]);
    }

    /// <summary>target += change, element by element, where other threads write to the target at the same
    /// time.</summary>
    /// <remarks>
    /// A compare-and-swap for each pair of elements: what another thread wrote between reading and writing is never
    /// overwritten. Race: a HOGWILD thread that read an element before and writes after does overwrite this addition,
    /// as it would another such thread's; the next exchange then takes it for that thread's change.
    /// </remarks>
    /// <param name="change">Added once to each element of the target.</param>
    /// <param name="target">Of its length, in native memory.</param>
    public static void AddBeside(ReadOnlySpan<float> change, Span<float> target)
    {
        // A pair that crosses a cache line would hold up the memory of the whole machine.
        int at = change.Length > 0 && !AreAligned(target) ? 1 : 0;
        if (at > 0)
        {
            AddOneBeside(change[0], ref target[0]);
        }

        Span<long> pairs = MemoryMarshal.Cast<float, long>(target[at..change.Length]);
        for (int i = 0; i < pairs.Length; i++, at += 2)
        {
            AddPairBeside(change[at], change[at + 1], ref pairs[i]);
        }

        if (at < change.Length)
        {
            AddOneBeside(change[at], ref target[at]);
        }
    }

    private static bool AreAligned(Span<float> target) =>
        Unsafe.ByteOffset(ref Unsafe.NullRef<float>(), ref MemoryMarshal.GetReference(target)) % sizeof(long) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddPairBeside(float low, float high, ref long target)
    {
        if (low == 0 && high == 0)
        {
            return;
        }

        for (long seen = Volatile.Read(ref target); ;)
        {
            uint lowSum = BitConverter.SingleToUInt32Bits(BitConverter.Int32BitsToSingle((int)seen) + low);
            int highSum = BitConverter.SingleToInt32Bits(BitConverter.Int32BitsToSingle((int)(seen >> 32)) + high);
            long before = Interlocked.CompareExchange(ref target, ((long)highSum << 32) | lowSum, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private static void AddOneBeside(float change, ref float target)
    {
        for (float seen = Volatile.Read(ref target); change != 0;)
        {
            float before = Interlocked.CompareExchange(ref target, seen + change, seen);
            if (BitConverter.SingleToInt32Bits(before) == BitConverter.SingleToInt32Bits(seen))
            {
                return;
            }

            seen = before;
        }
    }

    private static void Add<T>(ReadOnlySpan<T> change, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        int at = 0;
        for (; at <= destination.Length - Vector<T>.Count; at += Vector<T>.Count)
        {
            (new Vector<T>(destination[at..]) + new Vector<T>(change[at..])).CopyTo(destination[at..]);
        }

        for (; at < destination.Length; at++)
        {
            destination[at] += change[at];
        }
    }

    private static void CollectOneByOne(
        Span<float> local, Span<float> known, Span<float> change, int at, int count, ref long repaired)
    {
        for (int i = at; i < at + count; i++)
        {
            float now = local[i];
            if (!float.IsFinite(now - known[i]))
            {
                local[i] = now = known[i];
                repaired++;
            }

            change[i] = now - known[i];
            known[i] = now;
        }
    }
}
