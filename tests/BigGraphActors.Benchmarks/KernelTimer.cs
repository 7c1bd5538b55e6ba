using System.Diagnostics;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Benchmarks;

/// <summary>Short measurements for one table; comparable within a run, not between runs.</summary>
internal static class KernelTimer
{
    private const int Batches = 15;

    /// <summary>Seconds of one call: the fastest of several batches of some 2 ms each, after warming up.</summary>
    public static double Seconds(Action body)
    {
        // Long enough for the runtime's tiers to have settled.
        long until = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 5);
        int calls = 0;
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetTimestamp() < until)
        {
            body();
            calls++;
        }

        double rough = Stopwatch.GetElapsedTime(began).TotalSeconds / calls;
        int batch = Math.Max(1, (int)(2e-3 / rough));
        double best = double.MaxValue;
        for (int i = 0; i < Batches; i++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int j = 0; j < batch; j++)
            {
                body();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / batch);
        }

        return best;
    }

    /// <summary>Operations a second that one core can do at most, a fused multiply-add counting as two.</summary>
    public static double PeakFlops()
    {
        double flops = 0;
        double seconds = Seconds(() => flops = FmaPeak.Spin(10, out _));
        return flops / seconds;
    }

    /// <summary>Managed bytes that one call allocates, once everything it needs exists.</summary>
    public static long AllocatedBytes(Action body)
    {
        const int Calls = 10;
        body();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Calls; i++)
        {
            body();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
