namespace BigGraphActors.Cli.Commands;

/// <summary>How many nodes a local cluster has.</summary>
/// <param name="Workers">Worker processes, at least 1, beside the seed.</param>
/// <param name="Threads">HOGWILD threads of each worker.</param>
/// <param name="Port">Where the seed node listens.</param>
internal sealed record ClusterSize(int Workers, int Threads, int Port)
{
    /// <summary>More worker processes than a machine can use.</summary>
    public const int MostWorkers = 256;

    /// <summary>As for the setting of a node.</summary>
    public const int MostThreads = 1024;

    /// <summary>The seed node's address.</summary>
    public string SeedNode => $"127.0.0.1:{Port}";

    /// <summary>All cores, shared by the workers.</summary>
    public static int ThreadsFor(int workers) => Math.Max(1, Environment.ProcessorCount / workers);
}
