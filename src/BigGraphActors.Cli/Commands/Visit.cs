using BigGraphActors.Cluster.Events;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>Joins a running cluster for a moment, as a node without any role, to ask it something.</summary>
internal sealed class Visit : IDisposable
{
    private readonly ClusterNode _node;

    private Visit(ClusterNode node) => _node = node;

    /// <summary>The visiting node.</summary>
    public ClusterNode Node => _node;

    /// <summary>Joins.</summary>
    /// <param name="seed">A seed node, as <c>host:port</c>.</param>
    /// <param name="observer">Is told what happens in the run; or none.</param>
    /// <exception cref="UsageException">When the seed is no address.</exception>
    /// <exception cref="FailedException">When its host does not resolve, or nothing listens there.</exception>
    public static Visit To(string seed, Action<RunEvent>? observer = null)
    {
        SeedAddress.RequireListener(seed);
        NodeSettings settings = new() { Roles = [], SeedNodes = [seed] };
        ClusterNodeOptions options = new() { UserConfig = "akka.loglevel = OFF", Observer = observer };
        return new Visit(ClusterNode.Start(settings, null, options));
    }

    /// <summary>Leaves.</summary>
    public void Dispose()
    {
        _node.LeaveAsync().GetAwaiter().GetResult();
        _node.Dispose();
    }
}
