using System.Net;
using System.Net.Sockets;

namespace BigGraphActors.Tests.Cluster.DataPlane;

/// <summary>Stands between a client and a server, and spoils what they send.</summary>
internal sealed class FaultyProxy : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _target;
    private readonly Func<int, ConnectionFault> _faultOf;
    private readonly List<Socket> _sockets = [];
    private readonly List<Thread> _threads = [];
    private int _connections;
    private long _moved;

    /// <summary>Listens.</summary>
    /// <param name="target">Port of the server.</param>
    /// <param name="faultOf">What befalls the connection of a number, from 0.</param>
    public FaultyProxy(int target, Func<int, ConnectionFault> faultOf)
    {
        _target = target;
        _faultOf = faultOf;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Bytes that went from the server to the client.</summary>
    public long Moved => Interlocked.Read(ref _moved);

    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
        }
    }

    private void Accept()
    {
        while (true)
        {
            Socket client = _listener.Accept();
            Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            server.Connect(IPAddress.Loopback, _target);
            ConnectionFault fault = _faultOf(Interlocked.Increment(ref _connections) - 1);
            lock (_sockets)
            {
                _sockets.AddRange([client, server]);
            }

            Start(() => Pump(client, server, new ConnectionFault(fault.CutUpAfter, -1)));
            Start(() => Pump(server, client, fault, counts: true));
        }
    }

    private void Pump(Socket from, Socket to, ConnectionFault fault, bool counts = false)
    {
        byte[] buffer = new byte[1 << 14];
        long total = 0;
        while (true)
        {
            int count = from.Receive(buffer);
            if (count == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            if (fault.FlipAt >= total && fault.FlipAt < total + count)
            {
                buffer[fault.FlipAt - total] ^= 0x10;
            }

            if (fault.CutAfter <= total + count)
            {
                to.Send(buffer.AsSpan(0, (int)(fault.CutAfter - total)));

                // What was sent must arrive: a reset would throw it away in the receiver's kernel.
                to.Shutdown(SocketShutdown.Send);
                from.Dispose();
                return;
            }

            to.Send(buffer.AsSpan(0, count));
            total += count;
            if (counts)
            {
                Interlocked.Add(ref _moved, count);
            }
        }
    }

    private void Start(Action body)
    {
        Thread thread = new(() =>
        {
            try
            {
                body();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // One of the two sides is gone, which is what the proxy is for.
            }
        })
        { IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }
}
