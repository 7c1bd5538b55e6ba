using System.Numerics;
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

    /// <summary>destination = newer - older.</summary>
    public static void Subtract(
        ReadOnlySpan<float> newer, ReadOnlySpan<float> older, Span<float> destination, bool isCount)
    {
        if (isCount)
        {
            ReadOnlySpan<long> left = MemoryMarshal.Cast<float, long>(newer);
            ReadOnlySpan<long> right = MemoryMarshal.Cast<float, long>(older);
            Span<long> difference = MemoryMarshal.Cast<float, long>(destination);
            for (int i = 0; i < difference.Length; i++)
            {
                difference[i] = left[i] - right[i];
            }

            return;
        }

        int at = 0;
        for (; at <= destination.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            (new Vector<float>(newer[at..]) - new Vector<float>(older[at..])).CopyTo(destination[at..]);
        }

        for (; at < destination.Length; at++)
        {
            destination[at] = newer[at] - older[at];
        }
    }

    /// <summary>Whether nothing in a change would change anything.</summary>
    public static bool IsZero(ReadOnlySpan<float> change) =>
        MemoryMarshal.AsBytes(change).IndexOfAnyExcept((byte)0) < 0;

    /// <summary>Whether every element is a number.</summary>
    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        // Zero times anything finite adds nothing; infinity and NaN give NaN, which stays.
        Vector<float> sum = Vector<float>.Zero;
        int at = 0;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            sum += new Vector<float>(values[at..]) * Vector<float>.Zero;
        }

        float rest = Vector.Sum(sum);
        for (; at < values.Length; at++)
        {
            rest += values[at] * 0f;
        }

        return float.IsFinite(rest);
    }

    /// <summary>target += change, element by element, where other threads write to the target at the same
    /// time.</summary>
    /// <remarks>
    /// A compare-and-swap for each element that changes: what another thread wrote between reading and writing is never
    /// overwritten. Race: a HOGWILD thread that read an element before and writes after does overwrite this addition,
    /// as it would another such thread's; the next exchange then takes it for that thread's change.
    /// </remarks>
    public static void AddBeside(ReadOnlySpan<float> change, Span<float> target)
    {
        for (int i = 0; i < change.Length; i++)
        {
            float addend = change[i];
            if (addend == 0)
            {
                continue;
            }

            float seen = Volatile.Read(ref target[i]);
            while (true)
            {
                float before = Interlocked.CompareExchange(ref target[i], seen + addend, seen);
                if (BitConverter.SingleToInt32Bits(before) == BitConverter.SingleToInt32Bits(seen))
                {
                    break;
                }

                seen = before;
            }
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
}
