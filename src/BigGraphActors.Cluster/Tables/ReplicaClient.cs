using System.Buffers.Binary;
using System.Text;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Cluster.Tables;

/// <summary>Pushes files to other nodes' disks, and fetches them from there.</summary>
/// <remarks>The caller's thread waits. A broken connection is taken up where it broke. Any thread.</remarks>
/// <param name="settings">Secret, certificate, times and attempts.</param>
internal sealed class ReplicaClient(DataPlaneSettings settings)
{
    /// <summary>How many frame timeouts another node's disk may take to flush a file.</summary>
    private const int DiskPatience = 4;

    /// <summary>Pushes a file; it is on the other node's disk when the report says that it is whole.</summary>
    /// <param name="host">The other node's data plane.</param>
    /// <param name="port">TCP port of that data plane.</param>
    /// <param name="name">See <see cref="ReplicaFolder"/>: never the same for another content.</param>
    /// <param name="file">What is pushed; must not change meanwhile.</param>
    /// <param name="stop">Ends the transfer.</param>
    /// <exception cref="IOException">When <paramref name="file"/> cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    public TransferReport Push(string host, int port, string name, string file, CancellationToken stop)
    {
        using FileFrames frames = FileFrames.Open(file);
        ResumedTransfer transfer = new(settings, null);
        byte[] request = new byte[sizeof(long) + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt64LittleEndian(request, frames.Length);
        Encoding.UTF8.GetBytes(name, request.AsSpan(sizeof(long)));
        return transfer.Run(
            () =>
            {
                using PlaneConnection connection = PlaneConnection.Dial(host, port, settings, stop);
                using CancellationTokenRegistration abort = AbortWith(connection, stop);
                connection.Allow(settings.FrameTimeout, "the answer to a push");
                connection.Send(FrameKind.Store, request);
                long there = connection.Receive(FrameKind.Ready, []).Position;
                if (there < 0 || there > frames.Length)
                {
                    throw new PlaneException($"{there} of {frames.Length} bytes cannot be there already");
                }

                transfer.Advance(there);
                frames.SendTo(connection, there, settings, transfer);
                connection.Allow(settings.FrameTimeout * DiskPatience, "the flush of the other node's disk");
                connection.Receive(FrameKind.Stored, []);
            },
            stop);
    }

    /// <summary>Fetches a copy; the file is whole and on this node's disk when the report says so.</summary>
    /// <param name="host">The other node's data plane.</param>
    /// <param name="port">TCP port of that data plane.</param>
    /// <param name="name">The copy's name there.</param>
    /// <param name="file">Replaced when the copy is whole; its folder must exist.</param>
    /// <param name="stop">Ends the transfer.</param>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> ended it.</exception>
    public TransferReport Fetch(string host, int port, string name, string file, CancellationToken stop)
    {
        ResumedTransfer transfer = new(settings, null);
        string temporary = AtomicFile.TemporaryPath(file);
        using (SafeFileHandle target = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        using (NativeBuffer<byte> buffer = new(1 << 24))
        {
            TransferReport report = transfer.Run(() => Receive(host, port, name, target, buffer, transfer, stop), stop);
            if (!report.IsWhole)
            {
                target.Close();
                File.Delete(temporary);
                return report;
            }

            RandomAccess.FlushToDisk(target);
        }

        AtomicFile.Publish(temporary, file, stop);
        return transfer.Report(TransferRefusal.None, "");
    }

    private static CancellationTokenRegistration AbortWith(PlaneConnection connection, CancellationToken stop) =>
        stop.UnsafeRegister(static it => ((PlaneConnection)it!).Abort(), connection);

    private void Receive(string host, int port, string name, SafeFileHandle target, NativeBuffer<byte> buffer,
        ResumedTransfer transfer, CancellationToken stop)
    {
        using PlaneConnection connection = PlaneConnection.Dial(host, port, settings, stop);
        using CancellationTokenRegistration abort = AbortWith(connection, stop);
        connection.Allow(settings.FrameTimeout, "the answer to a request for a copy");
        connection.Send(FrameKind.Load, Encoding.UTF8.GetBytes(name), transfer.Whole);
        long length = connection.Receive(FrameKind.Ready, []).Position;
        while (transfer.Whole < length)
        {
            connection.Allow(settings.FrameTimeout, "a frame");
            FrameHeader header = connection.ReceiveHeader();
            if (header.Kind != FrameKind.Bytes || header.Position != transfer.Whole || header.Length == 0
                || header.Length > buffer.Length || header.Length > length - transfer.Whole)
            {
                throw new PlaneException($"a frame at {header.Position} came where bytes at {transfer.Whole} are due");
            }

            Span<byte> bytes = buffer.AsSpan(0, header.Length);
            connection.ReceivePayload(bytes);
            RandomAccess.Write(target, bytes, transfer.Whole);
            transfer.Advance(transfer.Whole + header.Length);
        }

        connection.Allow(settings.FrameTimeout, "the confirmation");
        connection.Send(FrameKind.Received, []);
    }
}

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
