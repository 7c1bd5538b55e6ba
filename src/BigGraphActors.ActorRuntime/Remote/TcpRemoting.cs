using System.Net;
using System.Net.Sockets;

namespace Akka.Remote;

/// <summary>Remoting over TCP: one listening port, one way out for each other node.</summary>
internal sealed class TcpRemoting : IDisposable
{
    private const int MostStrangers = 64;

    private readonly ActorSystemCore _system;
    private readonly Socket _listener;
    private readonly ConcurrentDictionary<Address, Outbound> _outbound = new();
    private readonly ConcurrentDictionary<Inbound, bool> _inbound = new();
    private readonly Cancelable _repeat = new();
    private volatile bool _isClosing;

    public TcpRemoting(ActorSystemCore system)
    {
        _system = system;
        Settings = new RemoteSettings(system.Settings.Config);
        _listener = Bind();
        var port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        LocalAddress = new Address("akka.tcp", system.Name, Settings.Host, Settings.PublicPort == 0 ? port
            : Settings.PublicPort);
    }

    public RemoteSettings Settings { get; }

    public Address LocalAddress { get; }

    /// <summary>Tells this life of the process from the one before at the same address.</summary>
    public int Uid { get; } = Random.Shared.Next(1, int.MaxValue);

    public RemoteWatches Watches { get; } = new();

    /// <summary>
    /// Lets others in; for when the system knows its address, since until then all paths look like its own.
    /// </summary>
    public void Start()
    {
        new Thread(Accept) { IsBackground = true, Name = _system.Name + "-listener" }.Start();
        _system.Log.Info("Remoting started; listening on addresses : [{0}]", LocalAddress);
        _system.Scheduler.Advanced.ScheduleRepeatedly(Settings.WatchRepeat, Settings.WatchRepeat, RepeatWatches,
            _repeat);
    }

    public InternalActorRef RefFor(ActorPath path) => path.Address.HasLocalScope || path.Address.System != _system.Name
        ? new EmptyActorRef(_system, path)
        : new RemoteActorRef(_system, this, path);

    public Outbound To(Address address) => _outbound.GetOrAdd(address, target => new Outbound(_system, this, target));

    /// <summary>Without making a way to whatever address a stranger names.</summary>
    public bool IsQuarantined(Address address, long uid) =>
        _outbound.TryGetValue(address, out var outbound) && outbound.IsQuarantined(uid);

    /// <summary>Ends all contact with one incarnation of a node; 0 for whichever was met last.</summary>
    public void Quarantine(Address address, long uid)
    {
        To(address).Quarantine(uid);
        foreach (var inbound in _inbound.Keys.Where(one => one.Peer is { } peer && peer.Address == address))
        {
            if (uid == 0 || inbound.Peer!.Value.Uid == uid)
            {
                inbound.Close();
            }
        }

        Watches.AddressTerminated(address);
    }

    /// <summary>A peer has said who it is: what was left of its earlier life is closed.</summary>
    public void Known(Inbound inbound)
    {
        foreach (var other in _inbound.Keys)
        {
            if (!ReferenceEquals(other, inbound) && other.Peer is { } peer
                && peer.Address == inbound.Peer!.Value.Address && peer.Uid != inbound.Peer.Value.Uid)
            {
                other.Close();
            }
        }
    }

    public void Gone(Inbound inbound) => _inbound.TryRemove(inbound, out _);

    public void Tune(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (Settings.SendBufferBytes > 0)
        {
            socket.SendBufferSize = Settings.SendBufferBytes;
        }

        if (Settings.ReceiveBufferBytes > 0)
        {
            socket.ReceiveBufferSize = Settings.ReceiveBufferBytes;
        }
    }

    /// <summary>Ends all contact, once the last words of this node's actors are out.</summary>
    public void Dispose()
    {
        _isClosing = true;
        _repeat.Cancel();
        _listener.Dispose();
        SpinWait.SpinUntil(() => _outbound.Values.All(static way => way.IsFlushed), Settings.FlushWait);
        foreach (var outbound in _outbound.Values)
        {
            outbound.Stop();
        }

        foreach (var inbound in _inbound.Keys)
        {
            inbound.Close();
        }
    }

    private Socket Bind()
    {
        var address = Settings.BindHost is "" or "0.0.0.0" ? IPAddress.Any
            : IPAddress.TryParse(Settings.BindHost, out var given) ? given
            : Dns.GetHostAddresses(Settings.BindHost).First();
        if (!IPAddress.IsLoopback(address))
        {
            _system.Log.Warning("Bound to {0}: this actor runtime is for development, CI and machines without "
                + "Akka.NET's packages; clusters of several machines in production are built with -p:ActorRuntime=akka",
                address);
        }

        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(address, Settings.Port));
            listener.Listen(128);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                var socket = _listener.Accept();
                if (_inbound.Keys.Count(static one => one.Peer is null) >= MostStrangers)
                {
                    socket.Dispose();
                    continue;
                }

                Tune(socket);
                var inbound = new Inbound(_system, this, socket);
                _inbound[inbound] = true;
                inbound.Start();
                if (_isClosing)
                {
                    // Nobody else will: those that were here have been closed.
                    inbound.Close();
                }
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                if (failure.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted
                    or SocketError.InvalidArgument)
                {
                    return;
                }

                _system.Log.Warning("Accepting a connection failed: {0}", failure.Message);
            }
        }
    }

    private void RepeatWatches()
    {
        foreach (var address in Watches.Addresses())
        {
            foreach (var watch in Watches.Repeat(address))
            {
                To(address).Send(watch, urgent: true);
            }
        }
    }
}
