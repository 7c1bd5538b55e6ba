using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;

namespace BigGraphActors.Benchmarks;

/// <summary>The kernels under BenchmarkDotNet, for numbers worth writing down.</summary>
[MemoryDiagnoser]
[SuppressMessage("Performance", "CA1822", Justification = "BenchmarkDotNet wants instance members")]
public class KernelBenchmarks
{
    private Action _body = () => { };

    /// <summary>The kernel, by its name in the smoke table.</summary>
    [ParamsSource(nameof(Names))]
    public string Kernel { get; set; } = "";

    /// <summary>All kernels.</summary>
    public IEnumerable<string> Names => KernelCases.All().Select(item => item.Name);

    /// <summary>Finds the kernel.</summary>
    [GlobalSetup]
    public void SetUp() => _body = KernelCases.All().Single(item => item.Name == Kernel).Body;

    /// <summary>One call.</summary>
    [Benchmark]
    public void Call() => _body();
}
