using Akka.Actor;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>All that a node serves beside its actors: tables in memory, slices of parameters, copies on its disk.
/// </summary>
internal sealed class NodePlane : IDisposable
{
    private const long SpareBytes = 256 << 20;

    private readonly DataPlaneServer _server;

    /// <summary>Listens from now on.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="settings">The node's block <c>biggraph.node</c>.</param>
    /// <param name="files">The run's directories on a seed node; null elsewhere.</param>
    /// <param name="leaving">Ends its waits.</param>
    public NodePlane(ActorSystem system, NodeSettings settings, RunFiles? files, CancellationToken leaving)
    {
        Settings = DataPlanes.SettingsOf(settings);
        Spare = new SpareTables(SpareBytes);
        Cache = new TableCache((long)settings.MemoryMib << 20, Spare.Return);
        TableServer tables = new(Settings, Cache, TimeProvider.System);
        LateService pushes = new(FrameKind.Push, "parameters");
        Parameters = new ParameterNode(system, Settings, pushes, leaving);
        Copies = new NodeCopies(system, settings, Settings, leaving);
        _server = new DataPlaneServer(Settings, [tables, pushes, .. Copies.Services]);
        tables.ListensOn(_server.Port);
        Parameters.Port = _server.Port;
        system.ActorOf(Props.Create(() => new TableKeeperActor(tables)), TableKeeperActor.Name);
        Copies.Start(_server.Port, files);
    }

    /// <summary>Addresses, times and security that the listener was opened with.</summary>
    public DataPlaneSettings Settings { get; }

    /// <summary>Tables in memory.</summary>
    public TableCache Cache { get; }

    /// <summary>Tables that left the memory, to be used again.</summary>
    public SpareTables Spare { get; }

    /// <summary>Slices of shared parameters.</summary>
    public ParameterNode Parameters { get; }

    /// <summary>Copies on this node's disk.</summary>
    public NodeCopies Copies { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Dispose();
        Copies.Dispose();
        Parameters.Dispose();
        Cache.Dispose();
        Spare.Dispose();
    }
}

/// <summary>What a node's settings mean for its data plane.</summary>
internal static class DataPlanes
{
    /// <summary>The data plane's settings of a node.</summary>
    /// <exception cref="SettingsException">When a certificate cannot be used.</exception>
    public static DataPlaneSettings SettingsOf(NodeSettings node) => new()
    {
        Host = node.Host,
        PublicHost = node.PublicHost,
        Port = node.DataPort,
        Secret = node.Secret,
        Tls = ClusterTls.Of(node),
    };
}

/// <summary>Answers requests of one kind as soon as the node knows the run.</summary>
/// <remarks>The data plane listens from the start, and a node learns later what it will serve.</remarks>
/// <param name="kind">The frame that opens such a request.</param>
/// <param name="what">What it serves, for the message to those who come too early.</param>
internal sealed class LateService(FrameKind kind, string what) : IPlaneService
{
    private volatile IPlaneService? _inner;

    /// <inheritdoc/>
    public FrameKind Opening => kind;

    /// <summary>From now on another one answers.</summary>
    public void Become(IPlaneService inner) => _inner = inner;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        if (_inner is not { } inner)
        {
            throw new PlaneException($"this node does not know the run yet, and serves no {what}");
        }

        inner.Serve(connection, opening, payload);
    }
}
