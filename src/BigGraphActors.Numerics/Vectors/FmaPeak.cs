using System.Runtime.CompilerServices;

namespace BigGraphActors.Numerics.Vectors;

/// <summary>
/// Fused multiply-adds without end and without memory: the ceiling that kernels are measured against.
/// </summary>
public static class FmaPeak
{
    /// <summary>Chains side by side: enough for two units of four cycles' latency each.</summary>
    private const int Chains = 12;

    private const int StepsPerRound = 1000;

    /// <summary>Keeps the arithmetic units of one core as busy as they can be.</summary>
    /// <param name="rounds">How long, in rounds of some microseconds; at least 0.</param>
    /// <param name="checksum">A number that depends on all of the work, so that none can be left out.</param>
    /// <returns>
    /// Floating-point operations done, a fused multiply-add counting as two; the caller holds the clock. The first
    /// call includes compilation.
    /// </returns>
    public static double Spin(int rounds, out float checksum)
    {
        float result = 0;
        unsafe
        {
            var kernel = new Kernel(rounds, &result);
            VectorWidth.Run(ref kernel);
        }

        checksum = result;
        return 2.0 * rounds * StepsPerRound * Chains * VectorWidth.Bits / 32;
    }

    private readonly unsafe struct Kernel(int rounds, float* checksum) : IVectorKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TWidth, TVector>()
            where TWidth : struct, IVectorWidth<TVector>
            where TVector : unmanaged
        {
            TVector factor = TWidth.Broadcast(0.999f);
            TVector addend = TWidth.Broadcast(0.001f);
            TVector v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11;
            v0 = v1 = v2 = v3 = v4 = v5 = v6 = v7 = v8 = v9 = v10 = v11 = TWidth.Broadcast(*checksum);
            for (long step = (long)rounds * StepsPerRound; step > 0; step--)
            {
                v0 = TWidth.MultiplyAdd(v0, factor, addend);
                v1 = TWidth.MultiplyAdd(v1, factor, addend);
                v2 = TWidth.MultiplyAdd(v2, factor, addend);
                v3 = TWidth.MultiplyAdd(v3, factor, addend);
                v4 = TWidth.MultiplyAdd(v4, factor, addend);
                v5 = TWidth.MultiplyAdd(v5, factor, addend);
                v6 = TWidth.MultiplyAdd(v6, factor, addend);
                v7 = TWidth.MultiplyAdd(v7, factor, addend);
                v8 = TWidth.MultiplyAdd(v8, factor, addend);
                v9 = TWidth.MultiplyAdd(v9, factor, addend);
                v10 = TWidth.MultiplyAdd(v10, factor, addend);
                v11 = TWidth.MultiplyAdd(v11, factor, addend);
            }

            TVector low = TWidth.Add(TWidth.Add(TWidth.Add(v0, v1), TWidth.Add(v2, v3)), TWidth.Add(v4, v5));
            TVector high = TWidth.Add(TWidth.Add(TWidth.Add(v6, v7), TWidth.Add(v8, v9)), TWidth.Add(v10, v11));
            *checksum = TWidth.Sum(TWidth.Add(low, high));
        }
    }
}
