using Akka.Remote.Wire;
using Akka.Serialization;

namespace Akka.Remote;

/// <summary>Writes what is sent over one connection as frames.</summary>
internal sealed class OutboundFrames(ActorSystemCore system, int maxFrameBytes)
{
    private readonly PathTable _paths = new();

    /// <summary>Writes a frame; a message that cannot travel is logged and left out.</summary>
    public void Write(FrameWriter writer, in OutboundItem item)
    {
        if (item.System is { } systemMessage)
        {
            WriteSystem(writer, item.Recipient, systemMessage);
            return;
        }

        try
        {
            WriteMessage(writer, item);
        }
        // A serializer's mistake costs its message and not the connection.
        catch (Exception failure)
        {
            Abandon(writer);
            system.Log.Error(failure, "Message {0} to {1} was not sent: {2}", item.Message!.GetType(), item.Recipient,
                failure.Message);
        }
    }

    private void WriteMessage(FrameWriter writer, in OutboundItem item)
    {
        writer.Begin(FrameKind.Message);
        var serializer = (SerializerWithStringManifest)system.Serialization.FindSerializerFor(item.Message!);
        var payload = serializer.ToBinary(item.Message!);
        _paths.Write(writer, item.Recipient);
        _paths.Write(writer, item.Sender);
        writer.Int32(serializer.Identifier);
        var manifest = serializer.Manifest(item.Message!);
        if (manifest.Length > Inbound.MostManifestBytes)
        {
            throw new RemoteException($"A manifest of {manifest.Length} characters");
        }

        writer.Text(manifest);
        writer.Bytes(payload);
        var length = writer.End(maxFrameBytes);
        if (length > maxFrameBytes)
        {
            _paths.Forget();
            system.Log.Error("Message {0} to {1} was not sent: {2} bytes, maximum-frame-size is {3}",
                item.Message!.GetType(), item.Recipient, length, maxFrameBytes);
        }
    }

    private void WriteSystem(FrameWriter writer, InternalActorRef recipient, SystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                writer.Begin(FrameKind.Watch);
                _paths.Write(writer, watch.Watchee);
                _paths.Write(writer, watch.Watcher);
                break;
            case Unwatch unwatch:
                writer.Begin(FrameKind.Unwatch);
                _paths.Write(writer, unwatch.Watchee);
                _paths.Write(writer, unwatch.Watcher);
                break;
            case DeathWatchNotification death:
                writer.Begin(FrameKind.Death);
                _paths.Write(writer, recipient);
                _paths.Write(writer, death.Actor);
                writer.Byte(death.ExistenceConfirmed ? (byte)1 : (byte)0);
                break;
        }

        writer.End(maxFrameBytes);
    }

    private void Abandon(FrameWriter writer)
    {
        writer.Abort();
        _paths.Forget();
    }
}
