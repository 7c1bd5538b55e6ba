using System.Globalization;
using System.Text.Json;
using BigGraphActors.Numerics.Vectors;

namespace BigGraphActors.Benchmarks;

/// <summary>Runs every kernel a few times, prints one table, and holds allocations to the promised numbers.</summary>
/// <remarks>Allocations repeat from run to run and are a gate; times do not, and are printed only.</remarks>
internal static class SmokeRun
{
    /// <summary>The promise: bytes per call of each kernel, beside the program.</summary>
    private const string PromiseFile = "allocated-bytes.json";

    /// <summary>Measures all kernels.</summary>
    /// <returns>0 when every kernel allocates what the promise says, else 1.</returns>
    public static int Execute(TextWriter output)
    {
        Dictionary<string, long> promised = JsonSerializer.Deserialize<Dictionary<string, long>>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, PromiseFile)))!;
        double peak = KernelTimer.PeakFlops();
        output.WriteLine(Invariant($"vectors of {VectorWidth.Bits} bits, {peak / 1e9:F0} GFLOP/s peak on one core"));
        output.WriteLine(
            $"{"kernel",-24}{"time, us",10}{"GFLOP/s",10}{"of peak",9}{"GB/s",8}{"bytes",8}{"promised",10}");
        int breaches = 0;
        foreach (KernelCase kernel in KernelCases.All())
        {
            double seconds = KernelTimer.Seconds(kernel.Body);
            long bytes = KernelTimer.AllocatedBytes(kernel.Body);
            bool isKept = promised.Remove(kernel.Name, out long allowed) && bytes == allowed;
            breaches += isKept ? 0 : 1;
            double flops = kernel.Flops / seconds;
            string verdict = isKept ? "" : "  BREACH";
            output.WriteLine(
                Invariant($"{kernel.Name,-24}{seconds * 1e6,10:F2}{flops / 1e9,10:F1}{flops / peak,9:P0}")
                + Invariant($"{kernel.MovedBytes / seconds / 1e9,8:F1}{bytes,8}{allowed,10}{verdict}"));
        }

        foreach (string name in promised.Keys)
        {
            output.WriteLine($"{name}: promised in {PromiseFile}, but there is no such kernel");
        }

        output.WriteLine(Invariant($"{breaches + promised.Count} breaches of {PromiseFile}"));
        return breaches + promised.Count == 0 ? 0 : 1;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
