using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>A node's listener for bytes: lets those in who know the secret, and gives each a thread.</summary>
/// <remarks>
/// Strangers cost at most <see cref="DataPlaneSettings.MaxUnauthenticated"/> threads and 40 bytes each, for
/// <see cref="DataPlaneSettings.HandshakeTimeout"/>; nothing they send is taken for a length. All threads are the
/// server's own and not the pool's.
/// </remarks>
internal sealed class DataPlaneServer : IDisposable
{
    private const int StackBytes = 256 << 10;

    private readonly object _gate = new();
    private readonly DataPlaneSettings _settings;
    private readonly ConcurrentDictionary<FrameKind, IPlaneService> _services;
    private readonly Action<EndPoint?, string> _onRejected;
    private readonly Socket _listener;
    private readonly List<Guest> _guests = [];
    private readonly Thread _acceptor;
    private bool _isClosed;

    /// <summary>Binds, and begins to accept.</summary>
    /// <param name="settings">Validated here.</param>
    /// <param name="services">Who answers which request.</param>
    /// <param name="onRejected">Told of each connection that was not let in and why; from the server's threads, as
    /// often as strangers like.</param>
    /// <exception cref="SocketException">When the address or the port is not to be had.</exception>
    public DataPlaneServer(
        DataPlaneSettings settings, IEnumerable<IPlaneService> services, Action<EndPoint?, string>? onRejected = null)
    {
        settings.Validate();
        _settings = settings;
        _services = new(services.ToDictionary(service => service.Opening));
        _onRejected = onRejected ?? ((_, _) => { });
        IPAddress address = AddressOf(settings.Host);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(new IPEndPoint(address, settings.Port));
            _listener.Listen(128);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }

        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _acceptor = new Thread(Accept, StackBytes) { IsBackground = true, Name = "data plane" };
        _acceptor.Start();
    }

    /// <summary>The port that was bound.</summary>
    public int Port { get; }

    /// <summary>Connections that are open now, those in their handshake included.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _guests.Count;
            }
        }
    }

    /// <summary>Answers a further kind of request from now on, in place of an earlier service.</summary>
    public void Add(IPlaneService service) => _services[service.Opening] = service;

    /// <summary>Ends all connections, and waits for their threads.</summary>
    public void Dispose()
    {
        List<Guest> guests;
        lock (_gate)
        {
            _isClosed = true;
            guests = [.. _guests];
        }

        _listener.Dispose();
        foreach (Guest guest in guests)
        {
            guest.Socket.Dispose();
        }

        _acceptor.Join();
        foreach (Guest guest in guests.Where(guest => guest.Thread != Thread.CurrentThread))
        {
            guest.Thread!.Join();
        }
    }

    private static IPAddress AddressOf(string host) => IPAddress.TryParse(host, out IPAddress? address)
        ? address
        : Dns.GetHostAddresses(host).FirstOrDefault()
            ?? throw new SocketException((int)SocketError.HostNotFound, $"{host} has no address");

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                lock (_gate)
                {
                    if (_isClosed)
                    {
                        return;
                    }
                }

                // A connection that was gone before it was accepted, or no descriptor left for it.
                Thread.Yield();
                continue;
            }

            Welcome(socket);
        }
    }

    private void Welcome(Socket socket)
    {
        EndPoint? from = RemoteOf(socket);
        Guest? oldest = null;
        bool isFull = false;
        lock (_gate)
        {
            if (_isClosed || _guests.Count >= _settings.MaxConnections)
            {
                isFull = true;
            }
            else
            {
                List<Guest> strangers = [.. _guests.Where(guest => !guest.IsKnown)];
                oldest = strangers.Count >= _settings.MaxUnauthenticated ? strangers[0] : null;
                Guest guest = new(socket);
                guest.Thread = new Thread(() => Host(guest, from), StackBytes)
                {
                    IsBackground = true,
                    Name = $"data plane {from}",
                };
                _guests.Add(guest);
                guest.Thread.Start();
            }
        }

        oldest?.Socket.Dispose();
        if (isFull)
        {
            socket.Dispose();
            _onRejected(from, $"{_settings.MaxConnections} connections are open already");
        }
    }

    private void Host(Guest guest, EndPoint? from)
    {
        try
        {
            using PlaneConnection connection = PlaneConnection.Accept(guest.Socket, _settings);
            lock (_gate)
            {
                guest.IsKnown = true;
            }

            Serve(connection);
        }
        catch (Exception failure) when (
            failure is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            if (!guest.IsKnown)
            {
                _onRejected(from, failure.Message);
            }
        }
        finally
        {
            guest.Socket.Dispose();
            lock (_gate)
            {
                _guests.Remove(guest);
            }
        }
    }

    private void Serve(PlaneConnection connection)
    {
        byte[] payload = new byte[PlaneConnection.MaxControlBytes];
        while (true)
        {
            connection.Allow(_settings.IdleTimeout, "the wait for a request");
            FrameHeader header = connection.ReceiveHeader();
            if (!_services.TryGetValue(header.Kind, out IPlaneService? service) || header.Length > payload.Length)
            {
                throw new PlaneException($"no request begins with kind {(uint)header.Kind} and {header.Length} bytes");
            }

            connection.Allow(_settings.FrameTimeout, "a request");
            connection.ReceivePayload(payload.AsSpan(0, header.Length));
            service.Serve(connection, header, payload.AsSpan(0, header.Length));
        }
    }

    private static EndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private sealed class Guest(Socket socket)
    {
        public Socket Socket { get; } = socket;

        public Thread? Thread { get; set; }

        public bool IsKnown { get; set; }
    }
}

/// <summary>Answers one kind of request on the data plane's port.</summary>
internal interface IPlaneService
{
    /// <summary>The frame that opens such a request.</summary>
    FrameKind Opening { get; }

    /// <summary>Answers one request.</summary>
    /// <remarks>
    /// On the connection's own thread, which may wait and compute. Whatever it throws that is an
    /// <see cref="IOException"/> ends the connection, and nothing else.
    /// </remarks>
    /// <param name="connection">Who asked, authenticated; stays open when this returns.</param>
    /// <param name="opening">The frame's header.</param>
    /// <param name="payload">Its payload, verified; at most <see cref="PlaneConnection.MaxControlBytes"/>.</param>
    void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload);
}
