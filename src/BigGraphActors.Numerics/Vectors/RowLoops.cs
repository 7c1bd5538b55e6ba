using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>Loops over one row of whole vectors; lengths are multiples of <c>TWidth.Count</c>.</summary>
internal static unsafe class RowLoops<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear(float* destination, nint length)
    {
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TWidth.Store(TWidth.Broadcast(0f), destination + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* destination, nint length)
    {
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TWidth.Store(TWidth.Load(source + i), destination + i);
        }
    }

    /// <summary><c>destination += source</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(float* source, float* destination, nint length)
    {
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TWidth.Store(TWidth.Add(TWidth.Load(destination + i), TWidth.Load(source + i)), destination + i);
        }
    }

    /// <summary><c>destination += scale * source</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(float* source, float scale, float* destination, nint length)
    {
        TVector scales = TWidth.Broadcast(scale);
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TVector sum = TWidth.MultiplyAdd(scales, TWidth.Load(source + i), TWidth.Load(destination + i));
            TWidth.Store(sum, destination + i);
        }
    }

    /// <summary><c>row *= scale</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(float* row, float scale, nint length)
    {
        TVector scales = TWidth.Broadcast(scale);
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TWidth.Store(TWidth.Multiply(scales, TWidth.Load(row + i)), row + i);
        }
    }

    /// <summary><c>sum(left * right)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* left, float* right, nint length)
    {
        // Two sums hide half of the adder's latency; neighbouring rows overlap and hide the rest.
        TVector even = TWidth.Broadcast(0f);
        TVector odd = TWidth.Broadcast(0f);
        nint i = 0;
        for (; i + TWidth.Count < length; i += 2 * TWidth.Count)
        {
            even = TWidth.MultiplyAdd(TWidth.Load(left + i), TWidth.Load(right + i), even);
            odd = TWidth.MultiplyAdd(
                TWidth.Load(left + i + TWidth.Count), TWidth.Load(right + i + TWidth.Count), odd);
        }

        if (i < length)
        {
            even = TWidth.MultiplyAdd(TWidth.Load(left + i), TWidth.Load(right + i), even);
        }

        return TWidth.Sum(TWidth.Add(even, odd));
    }

    /// <summary><c>sum((left - right)²)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* left, float* right, nint length)
    {
        TVector sum = TWidth.Broadcast(0f);
        for (nint i = 0; i < length; i += TWidth.Count)
        {
            TVector difference = TWidth.Subtract(TWidth.Load(left + i), TWidth.Load(right + i));
            sum = TWidth.MultiplyAdd(difference, difference, sum);
        }

        return TWidth.Sum(sum);
    }
}
