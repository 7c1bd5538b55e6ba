using BigGraphActors.Storage.Buffers;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>A file as the frames that cross the wire.</summary>
internal sealed class FileFrames : IDisposable
{
    private readonly SafeFileHandle _file;

    private FileFrames(SafeFileHandle file)
    {
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Opens a file; what others write to it meanwhile is their business.</summary>
    /// <exception cref="IOException">When it cannot be opened.</exception>
    public static FileFrames Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));

    /// <summary>Sends the rest of the file.</summary>
    /// <param name="connection">A connection whose handshake is done.</param>
    /// <param name="from">First byte to send; 0 unless a transfer is resumed.</param>
    /// <param name="settings">Frame length and times.</param>
    /// <param name="transfer">Told how far it has come, or none.</param>
    public void SendTo(PlaneConnection connection, long from, DataPlaneSettings settings, ResumedTransfer? transfer)
    {
        using NativeBuffer<byte> buffer = new(Math.Min(settings.FrameBytes, Length));
        for (long at = from; at < Length;)
        {
            int count = RandomAccess.Read(_file, buffer.AsSpan(), at);
            if (count == 0)
            {
                throw new PlaneRefusedException(TransferRefusal.Storage, "the file was cut short while it was sent");
            }

            connection.Allow(settings.FrameTimeout, "a frame");
            connection.Send(FrameKind.Bytes, buffer.AsSpan(0, count), at);
            at += count;
            transfer?.Advance(at);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
