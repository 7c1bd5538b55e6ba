namespace Akka.Remote.Wire;

/// <summary>The two frames with which a connection begins: who I am and whom I mean; and the answer.</summary>
internal static class Handshake
{
    /// <summary>Longer than any handshake, shorter than anything that hurts.</summary>
    public const int MaxBytes = 2048;

    private const int Magic = 0x4F524742;
    private const byte Version = 1;

    public static void WriteHello(FrameWriter writer, string origin, long uid, string target)
    {
        writer.Begin(FrameKind.Hello);
        writer.Int32(Magic);
        writer.Byte(Version);
        writer.Int64(uid);
        writer.Text(origin);
        writer.Text(target);
        writer.End(MaxBytes);
    }

    public static (string Origin, long Uid, string Target) ReadHello(ReadOnlySpan<byte> frame)
    {
        var cursor = Begin(frame, FrameKind.Hello);
        var uid = cursor.Int64();
        return (cursor.Text(MaxBytes), uid, cursor.Text(MaxBytes));
    }

    /// <param name="writer">Takes the frame.</param>
    /// <param name="uid">Of the node that answers.</param>
    /// <param name="refusal">Why it refuses; empty when it does not.</param>
    public static void WriteWelcome(FrameWriter writer, long uid, string refusal)
    {
        writer.Begin(FrameKind.Welcome);
        writer.Int32(Magic);
        writer.Byte(Version);
        writer.Int64(uid);
        writer.Text(refusal);
        writer.End(MaxBytes);
    }

    public static (long Uid, string Refusal) ReadWelcome(ReadOnlySpan<byte> frame)
    {
        var cursor = Begin(frame, FrameKind.Welcome);
        return (cursor.Int64(), cursor.Text(MaxBytes));
    }

    private static FrameCursor Begin(ReadOnlySpan<byte> frame, FrameKind kind)
    {
        var cursor = new FrameCursor(frame);
        if (cursor.Byte() != (byte)kind || cursor.Int32() != Magic)
        {
            throw new RemoteException("The other side does not speak this runtime's language");
        }

        var version = cursor.Byte();
        return version == Version ? cursor : throw new RemoteException(
            $"Wire version {version}, where {Version} is spoken");
    }
}
