using BenchmarkDotNet.Running;
using BigGraphActors.Benchmarks;

if (args.Contains("--smoke"))
{
    return SmokeRun.Execute(Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(SmokeRun).Assembly).Run(args);
return 0;
