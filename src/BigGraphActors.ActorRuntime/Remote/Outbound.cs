using System.Net.Sockets;
using Akka.Remote.Wire;

namespace Akka.Remote;

/// <summary>
/// The way to one other node: a queue, and while there is something to say a thread with a connection. Connections
/// carry one direction only; the other node answers on its own.
/// </summary>
/// <remarks>
/// A thread of its own and not the pool's, so that heartbeats leave on time while the pool is busy. A node that does
/// not answer is left alone for <c>retry-gate-closed-for</c>; what is sent to it meanwhile becomes dead letters, as
/// does what overflows the queue.
/// </remarks>
internal sealed class Outbound(ActorSystemCore system, TcpRemoting remoting, Address target)
{
    private const int MostWaiting = 65536;
    private const int BatchBytes = 65536;

    private readonly ConcurrentQueue<OutboundItem> _urgent = new();
    private readonly ConcurrentQueue<OutboundItem> _normal = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Lock _changing = new();
    private long _gatedUntil;
    private long _uid;
    private long _quarantined;
    private bool _running;
    private bool _isLost;
    private volatile bool _sleeping;
    private volatile bool _stopped;
    private Socket? _socket;

    /// <summary>Whether all that was sent has left, or nobody is there to take it.</summary>
    public bool IsFlushed => !Volatile.Read(ref _running) || (_sleeping && !HasWork());

    public void Send(in OutboundItem item, bool urgent)
    {
        var queue = urgent ? _urgent : _normal;
        if (_stopped || Environment.TickCount64 < Volatile.Read(ref _gatedUntil) || queue.Count >= MostWaiting)
        {
            Drop(item);
            return;
        }

        queue.Enqueue(item);
        if (_sleeping)
        {
            _wake.Set();
        }

        if (!Volatile.Read(ref _running))
        {
            StartThread();
        }
    }

    /// <summary>Never again to this incarnation of the node; 0 for whichever was met last.</summary>
    public void Quarantine(long uid)
    {
        lock (_changing)
        {
            _quarantined = uid == 0 ? _uid : uid;
            if (_quarantined == _uid)
            {
                _socket?.Dispose();
            }
        }
    }

    public bool IsQuarantined(long uid) => uid != 0 && Volatile.Read(ref _quarantined) == uid;

    public void Stop()
    {
        _stopped = true;
        _wake.Set();
        lock (_changing)
        {
            _socket?.Dispose();
        }
    }

    private void StartThread()
    {
        lock (_changing)
        {
            if (_running || _stopped)
            {
                return;
            }

            _running = true;
        }

        new Thread(Run) { IsBackground = true, Name = $"{system.Name}-to-{target.Host}:{target.Port}" }.Start();
    }

    private void Run()
    {
        try
        {
            while (!_stopped && HasWork())
            {
                using var socket = Connect();
                Pump(socket);
            }
        }
        catch (Exception failure) when (
            failure is SocketException or IOException or RemoteException or ObjectDisposedException)
        {
            Gate(failure);
        }

        lock (_changing)
        {
            _running = false;
        }

        if (HasWork() && !_stopped)
        {
            StartThread();
        }
    }

    private bool HasWork() => !_urgent.IsEmpty || !_normal.IsEmpty;

    private void Gate(Exception failure)
    {
        if (_stopped)
        {
            return;
        }

        var gate = remoting.Settings.GateTime;
        Volatile.Write(ref _gatedUntil, Environment.TickCount64 + (long)gate.TotalMilliseconds);
        // Once, and not with each attempt: whoever looks for a node that is gone would fill the log.
        const string Failed = "Association with {0} has failed; address is now gated for [{1}] ms. Reason: {2}";
        if (_isLost)
        {
            system.Log.Debug(Failed, target, gate.TotalMilliseconds, failure.Message);
        }
        else
        {
            system.Log.Warning(Failed, target, gate.TotalMilliseconds, failure.Message);
        }

        _isLost = true;
        while (_urgent.TryDequeue(out var item) || _normal.TryDequeue(out item))
        {
            Drop(item);
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            lock (_changing)
            {
                _socket = socket;
            }

            using var limit = new CancellationTokenSource(remoting.Settings.ConnectTimeout);
            Wait(socket.ConnectAsync(target.Host!, target.Port!.Value, limit.Token).AsTask());
            remoting.Tune(socket);
            Greet(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Wait(Task connecting)
    {
        try
        {
            connecting.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new RemoteException("No connection in time");
        }
    }

    private void Greet(Socket socket)
    {
        var writer = new FrameWriter();
        Handshake.WriteHello(writer, remoting.LocalAddress.ToString(), remoting.Uid, target.ToString());
        socket.ReceiveTimeout = (int)remoting.Settings.ConnectTimeout.TotalMilliseconds;
        SendAll(socket, writer);
        using var stream = new NetworkStream(socket);
        if (!new FrameReader(stream).TryRead(Handshake.MaxBytes, out var frame))
        {
            throw new RemoteException("The other side closed the connection");
        }

        var (uid, refusal) = Handshake.ReadWelcome(frame);
        if (refusal.Length > 0)
        {
            throw new RemoteException("The other side refused: " + refusal);
        }

        if (IsQuarantined(uid))
        {
            throw new RemoteException($"Incarnation {uid} is quarantined");
        }

        _isLost = false;
        var before = Interlocked.Exchange(ref _uid, uid);
        if (before != 0 && before != uid)
        {
            // It came back as another: all that was watched there is gone.
            remoting.Watches.AddressTerminated(target);
        }

        foreach (var watch in remoting.Watches.Repeat(target))
        {
            _urgent.Enqueue(watch);
        }
    }

    private void Pump(Socket socket)
    {
        var writer = new FrameWriter();
        var frames = new OutboundFrames(system, remoting.Settings.MaxFrameBytes);
        while (!_stopped)
        {
            while (writer.Length < BatchBytes && (_urgent.TryDequeue(out var item) || _normal.TryDequeue(out item)))
            {
                frames.Write(writer, item);
            }

            if (writer.Length == 0)
            {
                if (Sleep(socket))
                {
                    return;
                }

                continue;
            }

            try
            {
                SendAll(socket, writer);
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // At most once: what was on its way is lost. The next message makes a new connection.
                return;
            }

            writer.Clear();
        }
    }

    /// <returns>True when the other side has closed.</returns>
    private bool Sleep(Socket socket)
    {
        _sleeping = true;
        Interlocked.MemoryBarrier();
        if (!HasWork())
        {
            _wake.WaitOne();
        }

        _sleeping = false;
        return IsClosed(socket);
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static void SendAll(Socket socket, FrameWriter writer)
    {
        for (var left = writer.Written.Span; left.Length > 0;)
        {
            left = left[socket.Send(left)..];
        }
    }

    private void Drop(in OutboundItem item)
    {
        if (item.Message is { } message)
        {
            system.PublishDeadLetter(message, item.Sender, item.Recipient);
        }
    }
}
