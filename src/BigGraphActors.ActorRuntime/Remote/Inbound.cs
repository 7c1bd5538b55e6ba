using System.Net.Sockets;
using Akka.Remote.Wire;

namespace Akka.Remote;

/// <summary>A connection that someone made to this node: a thread that reads frames and delivers them.</summary>
internal sealed class Inbound(ActorSystemCore system, TcpRemoting remoting, Socket socket)
{
    /// <summary>Longest manifest, in bytes.</summary>
    public const int MostManifestBytes = 1024;

    private readonly PathReader _paths = new(system);

    /// <summary>Who is on the other side; null before the handshake.</summary>
    public (Address Address, long Uid)? Peer { get; private set; }

    public void Start() => new Thread(Serve) { IsBackground = true, Name = $"{system.Name}-from" }.Start();

    public void Close() => socket.Dispose();

    /// <summary>Reads and delivers until the connection ends.</summary>
    internal void Serve()
    {
        try
        {
            using var stream = new NetworkStream(socket, ownsSocket: true);
            var reader = new FrameReader(stream);
            if (Welcome(reader))
            {
                while (reader.TryRead(remoting.Settings.MaxFrameBytes, out var frame))
                {
                    Deliver(frame);
                }
            }
        }
        catch (RemoteException failure)
        {
            system.Log.Warning("Connection from {0} closed: {1}", Peer?.Address.ToString()
                ?? "an unknown peer", failure.Message);
        }
        catch (Exception failure) when (failure is IOException or SocketException or ObjectDisposedException)
        {
            // The other side is gone; what that means, membership and DeathWatch find out.
        }
        finally
        {
            socket.Dispose();
            remoting.Gone(this);
        }
    }

    private bool Welcome(FrameReader reader)
    {
        // Until it has said who it is, it may neither wait nor be long.
        socket.ReceiveTimeout = (int)remoting.Settings.ConnectTimeout.TotalMilliseconds;
        if (!reader.TryRead(Handshake.MaxBytes, out var frame))
        {
            return false;
        }

        var (origin, uid, target) = Handshake.ReadHello(frame);
        var refusal = !Address.TryParse(origin, out var address) || address.HasLocalScope ? $"'{origin}' is no address"
            : target != remoting.LocalAddress.ToString() ? $"this is {remoting.LocalAddress} and not {target}"
            : address.System != system.Name ? $"system {address.System} is not {system.Name}"
            : remoting.IsQuarantined(address, uid) ? $"incarnation {uid} of {address} is quarantined"
            : "";
        var writer = new FrameWriter();
        Handshake.WriteWelcome(writer, remoting.Uid, refusal);
        socket.Send(writer.Written.Span);
        if (refusal.Length > 0)
        {
            throw new RemoteException("refused: " + refusal);
        }

        socket.ReceiveTimeout = 0;
        Peer = (address!, uid);
        remoting.Known(this);
        return true;
    }

    private void Deliver(ReadOnlySpan<byte> frame)
    {
        var cursor = new FrameCursor(frame);
        var kind = (FrameKind)cursor.Byte();
        var recipient = _paths.Read(ref cursor) ?? throw new RemoteException("A frame for nobody");
        switch (kind)
        {
            case FrameKind.Message:
                DeliverMessage(recipient, ref cursor);
                break;
            case FrameKind.Watch when _paths.Read(ref cursor) is { } watcher:
                recipient.SendSystemMessage(new Watch(recipient, watcher));
                break;
            case FrameKind.Unwatch when _paths.Read(ref cursor) is { } watcher:
                recipient.SendSystemMessage(new Unwatch(recipient, watcher));
                break;
            case FrameKind.Death when _paths.Read(ref cursor) is { } dead:
                remoting.Watches.Remove(dead, recipient);
                recipient.SendSystemMessage(new DeathWatchNotification(dead, cursor.Byte() == 1, false));
                break;
            default:
                throw new RemoteException($"A frame of kind {(byte)kind}");
        }
    }

    private void DeliverMessage(InternalActorRef recipient, ref FrameCursor cursor)
    {
        var sender = _paths.Read(ref cursor);
        var identifier = cursor.Int32();
        var manifest = cursor.Text(MostManifestBytes);
        try
        {
            // Before its bytes are copied.
            system.Serialization.RefuseUnknown(identifier, manifest);
            var message = system.Serialization.Deserialize(cursor.Rest(), identifier, manifest);
            if (recipient is RemoteActorRef)
            {
                // Nobody is a relay for others.
                throw new SerializationException($"{recipient} is not of this node");
            }

            if (message is ActorSelectionMessage selection)
            {
                selection.Deliver(recipient, sender);
            }
            else
            {
                recipient.Tell(message, sender);
            }
        }
        catch (SerializationException refused)
        {
            system.Log.Warning("A message from {0} to {1} was refused: {2}", Peer!.Value.Address, recipient,
                refused.Message);
        }
    }
}
