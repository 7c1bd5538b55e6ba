using BenchmarkDotNet.Running;
using BigGraphActors.Benchmarks;

if (args.Contains("--smoke"))
{
    return SmokeRun.Execute(Console.Out);
}

if (args.Contains("--transfer"))
{
    return TransferRun.Execute(args, Console.Out);
}

if (args.Contains("--transfer-holder"))
{
    return TransferHolder.Execute(args, Console.In, Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(SmokeRun).Assembly).Run(args);
return 0;
