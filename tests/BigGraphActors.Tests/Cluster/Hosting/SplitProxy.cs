using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BigGraphActors.Tests.Cluster.Hosting;

/// <summary>
/// Stands in front of each node and can cut the network: bytes between the sides then go nowhere, and nobody is told.
/// </summary>
/// <remarks>Who calls stands at the end of the first frame of a connection, the greeting, with the caller's address.</remarks>
internal sealed class SplitProxy : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _end = new();
    private volatile Func<int, int> _sideOf = static _ => 0;

    public SplitProxy(int[] targets)
    {
        var listeners = targets.Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        Ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        for (var i = 0; i < targets.Length; i++)
        {
            _sockets.Add(listeners[i].Server);
            _ = Accept(listeners[i], Ports[i], targets[i]);
        }
    }

    /// <summary>What the nodes are called by.</summary>
    public int[] Ports { get; }

    /// <summary>From now on nodes on different sides do not hear each other.</summary>
    public void Cut(Func<int, int> sideOf) => _sideOf = sideOf;

    public void Dispose()
    {
        _end.Cancel();
        lock (_sockets)
        {
            _sockets.ForEach(static socket => socket.Dispose());
        }

        _end.Dispose();
    }

    /// <summary>The port of the address in a greeting: digits behind the host's name.</summary>
    private static int CallerPort(ReadOnlySpan<byte> greeting)
    {
        ReadOnlySpan<byte> host = "127.0.0.1:"u8;
        int at = greeting.LastIndexOf(host);
        return at >= 0
            ? int.Parse(greeting[(at + host.Length)..], NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new FormatException("no address in the greeting");
    }

    private async Task Accept(TcpListener listener, int port, int target)
    {
        try
        {
            while (true)
            {
                _ = Relay(Keep(await listener.AcceptSocketAsync(_end.Token)), port, target);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException
            or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task Relay(Socket caller, int port, int target)
    {
        var callee = Keep(new Socket(SocketType.Stream, ProtocolType.Tcp));
        try
        {
            var hello = new byte[512];
            var length = await caller.ReceiveAsync(hello, _end.Token);
            var from = CallerPort(hello.AsSpan(0, length));
            while (_sideOf(from) != _sideOf(port))
            {
                await Task.Delay(50, _end.Token);
            }

            await callee.ConnectAsync(IPAddress.Loopback, target, _end.Token);
            await callee.SendAsync(hello.AsMemory(0, length), _end.Token);
            await Task.WhenAny(Pump(caller, callee, from, port), Pump(callee, caller, from, port));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException
            or ObjectDisposedException or FormatException)
        {
            // One of the two is gone.
        }
        finally
        {
            caller.Dispose();
            callee.Dispose();
        }
    }

    private async Task Pump(Socket from, Socket to, int caller, int callee)
    {
        var buffer = new byte[65536];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var length)
        {
            while (_sideOf(caller) != _sideOf(callee))
            {
                await Task.Delay(50, _end.Token);
            }

            await to.SendAsync(buffer.AsMemory(0, length), _end.Token);
        }
    }

    private Socket Keep(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        return socket;
    }
}
