using System.CommandLine;
using System.Net;
using System.Net.Sockets;

namespace BigGraphActors.Cli.Commands;

/// <summary>The option that trains a run on worker processes instead of in this one.</summary>
internal sealed class WorkersOption
{
    private readonly Option<int> _workers = new("--workers")
    {
        Description = "Train on a seed node and so many worker processes; 0 trains in this process",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    /// <summary>Adds it to a verb.</summary>
    public void AddTo(Command command)
    {
        AllowedRange.Require(_workers, 0, ClusterSize.MostWorkers);
        command.Add(_workers);
    }

    /// <summary>The cluster to train on, or none.</summary>
    public ClusterSize? Read(ParseResult parsed)
    {
        int workers = parsed.GetValue(_workers);
        return workers == 0 ? null : new ClusterSize(workers, ClusterSize.ThreadsFor(workers), FreePort());
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
