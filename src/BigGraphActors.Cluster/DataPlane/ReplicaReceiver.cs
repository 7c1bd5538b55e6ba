using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>Takes files that other nodes push, and confirms each when it is on the disk.</summary>
/// <param name="settings">Time limits of a transfer.</param>
/// <param name="folder">The folder that pushed files are written to.</param>
internal sealed class ReplicaReceiver(DataPlaneSettings settings, ReplicaFolder folder) : IPlaneService, IDisposable
{
    private const int LengthBytes = 8;

    /// <summary>The largest frame that a sender's settings allow.</summary>
    private const int MaxFrameBytes = 1 << 24;

    private readonly ConcurrentBag<NativeBuffer<byte>> _spare = [];
    private readonly ConcurrentDictionary<string, PlaneConnection> _arriving = new();

    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Store;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        long length = payload.Length > LengthBytes ? BinaryPrimitives.ReadInt64LittleEndian(payload) : -1;
        if (length < 0)
        {
            throw new PlaneException("a push names no file, or one of no length");
        }

        try
        {
            Store(connection, Encoding.UTF8.GetString(payload[LengthBytes..]), length);
        }
        catch (PlaneRefusedException refused)
        {
            connection.Refuse(refused.Refusal, refused.Message);
        }
        catch (Exception failure) when (
            failure is UnauthorizedAccessException || (failure is IOException && failure is not PlaneException))
        {
            connection.Refuse(TransferRefusal.Storage, failure.Message);
            throw new PlaneException($"a copy could not be stored: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_spare.TryTake(out NativeBuffer<byte>? buffer))
        {
            buffer.Dispose();
        }
    }

    private void Store(PlaneConnection connection, string name, long length)
    {
        string path = folder.PathOf(name);
        if (new FileInfo(path) is { Exists: true } whole && whole.Length == length)
        {
            connection.Send(FrameKind.Ready, [], length);
            connection.Send(FrameKind.Stored, [], length);
            return;
        }

        if (!_arriving.TryAdd(name, connection))
        {
            // A sender that lost its connection may come again before this side has noticed: the old one ends, and the
            // sender, whose connection ends too, soon comes once more.
            _arriving.GetValueOrDefault(name)?.Abort();
            throw new PlaneException($"{name} is still arriving by another connection");
        }

        try
        {
            Receive(connection, name, path, length);
        }
        finally
        {
            _arriving.TryRemove(name, out _);
        }

        connection.Send(FrameKind.Stored, [], length);
    }

    private void Receive(PlaneConnection connection, string name, string path, long length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (SafeFileHandle part = File.OpenHandle(
            folder.PartOf(name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            if (RandomAccess.GetLength(part) > length)
            {
                RandomAccess.SetLength(part, 0);
            }

            Fill(connection, part, length);
            RandomAccess.FlushToDisk(part);
        }

        AtomicFile.Publish(folder.PartOf(name), path);
    }

    private void Fill(PlaneConnection connection, SafeFileHandle part, long length)
    {
        long at = RandomAccess.GetLength(part);
        connection.Send(FrameKind.Ready, [], at);
        if (!_spare.TryTake(out NativeBuffer<byte>? buffer))
        {
            buffer = new NativeBuffer<byte>(MaxFrameBytes);
        }

        try
        {
            while (at < length)
            {
                connection.Allow(settings.FrameTimeout, "a frame");
                FrameHeader header = connection.ReceiveHeader();
                if (header.Kind != FrameKind.Bytes || header.Position != at || header.Length is 0 or > MaxFrameBytes
                    || header.Length > length - at)
                {
                    throw new PlaneException(
                        $"a frame of kind {(uint)header.Kind}, {header.Length} bytes, at {header.Position} came where "
                        + $"bytes at {at} are due");
                }

                Span<byte> bytes = buffer.AsSpan(0, header.Length);
                connection.ReceivePayload(bytes);
                RandomAccess.Write(part, bytes, at);
                at += header.Length;
            }
        }
        finally
        {
            _spare.Add(buffer);
        }
    }
}
