using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>The two transcendental functions that losses need, lane by lane.</summary>
/// <remarks>
/// Coefficients are minimax fits made for these intervals (weighted least squares, iterated); the exponential stays
/// within 2.5 units in the last place and the logarithm within 3, which the tests check. Every lane gets the same
/// treatment at every width; only the fusing of multiply and add differs.
/// </remarks>
internal static class VectorMath<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : unmanaged
{
    /// <summary>1.5 * 2^23: adding it leaves a float's nearest integer in its low mantissa bits.</summary>
    private const float Shift = 12582912f;

    /// <summary>The part of ln 2 whose product with an 8-bit integer is exact.</summary>
    private const float Log2High = 0.693359375f;

    private const float Log2Low = -2.12194440e-4f;

    /// <summary>Where n is -127, whose power of two comes out as 0.</summary>
    private const float Lowest = -88f;

    /// <summary><c>exp(x)</c> for <c>x &lt;= 0</c>; exactly 0 from -88 on, NaN for NaN.</summary>
    /// <remarks><c>exp(n ln 2 + r) = 2^n exp(r)</c> with <c>|r| &lt;= ln 2 / 2</c>.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpNonPositive(TVector x)
    {
        x = TWidth.Max(TWidth.Broadcast(Lowest), x);
        TVector shifted = TWidth.MultiplyAdd(x, TWidth.Broadcast(1.44269504f), TWidth.Broadcast(Shift));
        TVector n = TWidth.Subtract(shifted, TWidth.Broadcast(Shift));
        TVector r = TWidth.MultiplyAdd(n, TWidth.Broadcast(-Log2High), x);
        r = TWidth.MultiplyAdd(n, TWidth.Broadcast(-Log2Low), r);

        TVector tail = TWidth.MultiplyAdd(r, TWidth.Broadcast(1.38145985e-3f), TWidth.Broadcast(8.36871688e-3f));
        tail = TWidth.MultiplyAdd(tail, r, TWidth.Broadcast(4.16683880e-2f));
        tail = TWidth.MultiplyAdd(tail, r, TWidth.Broadcast(1.66665206e-1f));
        tail = TWidth.MultiplyAdd(tail, r, TWidth.Broadcast(4.99999934e-1f));
        TVector mantissa = TWidth.MultiplyAdd(tail, TWidth.Multiply(r, r), r);
        mantissa = TWidth.Add(mantissa, TWidth.Broadcast(1f));
        return TWidth.Multiply(mantissa, TWidth.PowerOfTwo(shifted));
    }

    /// <summary>
    /// <c>log(1 + e)</c> for <c>0 &lt;= e &lt;= 1</c>, exact to the last bits for tiny e; NaN for NaN.
    /// </summary>
    /// <remarks><c>log(1 + e) = 2 atanh(s)</c> with <c>s = e / (2 + e)</c>, at most 1/3; a polynomial in s².</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus(TVector e)
    {
        TVector s = TWidth.Divide(e, TWidth.Add(e, TWidth.Broadcast(2f)));
        TVector square = TWidth.Multiply(s, s);
        TVector sum = TWidth.MultiplyAdd(square, TWidth.Broadcast(0.281783343f), TWidth.Broadcast(0.279606029f));
        sum = TWidth.MultiplyAdd(sum, square, TWidth.Broadcast(0.400249103f));
        sum = TWidth.MultiplyAdd(sum, square, TWidth.Broadcast(0.666663147f));
        sum = TWidth.MultiplyAdd(sum, square, TWidth.Broadcast(2f));
        return TWidth.Multiply(sum, s);
    }
}
