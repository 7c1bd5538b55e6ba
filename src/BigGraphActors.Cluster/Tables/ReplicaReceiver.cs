using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Storage.Pbg;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Cluster.Tables;

/// <summary>The folder on a node's own disk in which it keeps copies for others.</summary>
/// <remarks>
/// A name is one or more parts with slashes between them, and is chosen so that one name never has two contents: it has
/// the generation in it. NAME is whole and on the disk; NAME.part has arrived so far, and is deleted at the next start,
/// because only what was flushed survives a loss of power.
/// </remarks>
internal sealed class ReplicaFolder
{
    /// <summary>Longest name.</summary>
    public const int MaxNameLength = 300;

    private const string PartSuffix = ".part";
    private readonly string _root;
    private readonly string _takes;

    /// <summary>Opens the folder, which is made when absent.</summary>
    /// <param name="root">Full path of the folder.</param>
    /// <param name="takes">What names of pushed files must begin with; any may be fetched.</param>
    /// <exception cref="IOException">When it cannot be made.</exception>
    public ReplicaFolder(string root, string takes = "")
    {
        _takes = takes;
        _root = Directory.CreateDirectory(root).FullName;
        foreach (string part in Directory.EnumerateFiles(_root, "*" + PartSuffix, SearchOption.AllDirectories))
        {
            File.Delete(part);
        }
    }

    /// <summary>Names of all that is whole.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(PartSuffix, StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(_root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where a name's file is, or would be.</summary>
    /// <exception cref="PlaneRefusedException">When it is no name: it must not lead out of the folder.</exception>
    public string PathOf(string name) => name.Length <= MaxNameLength && IsProper(name)
        ? Path.Combine(_root, name)
        : throw new PlaneRefusedException(TransferRefusal.Storage, $"'{name}' is no name of a copy");

    /// <summary>Where what arrives is written before it is whole.</summary>
    /// <exception cref="PlaneRefusedException">When nobody may push a file of this name.</exception>
    public string PartOf(string name) => name.StartsWith(_takes, StringComparison.Ordinal)
        ? PathOf(name) + PartSuffix
        : throw new PlaneRefusedException(TransferRefusal.Storage, $"'{name}' is no copy that is kept here");

    /// <summary>Deletes a copy; nothing happens when there is none.</summary>
    public void Delete(string name)
    {
        if (File.Exists(PathOf(name)))
        {
            File.Delete(PathOf(name));
        }
    }

    /// <summary>No part is empty, hidden or a way up, and the system can have a file of that name.</summary>
    private static bool IsProper(string name) =>
        !name.EndsWith(PartSuffix, StringComparison.Ordinal) && name.Split('/').All(static part =>
            part.Length > 0 && part[0] != '.' && !part.Contains('\\', StringComparison.Ordinal)
            && !part.Any(char.IsControl) && part.IndexOfAny(Path.GetInvalidFileNameChars()) < 0);
}

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

/// <summary>Sends this node's copies to nodes that ask for them by name.</summary>
/// <param name="settings">Frame length and times.</param>
/// <param name="folder">The folder that holds this node's copies.</param>
internal sealed class ReplicaSender(DataPlaneSettings settings, ReplicaFolder folder) : IPlaneService
{
    /// <inheritdoc/>
    public FrameKind Opening => FrameKind.Load;

    /// <inheritdoc/>
    public void Serve(PlaneConnection connection, FrameHeader opening, ReadOnlySpan<byte> payload)
    {
        string name = Encoding.UTF8.GetString(payload);
        FileFrames frames;
        try
        {
            frames = FileFrames.Open(folder.PathOf(name));
        }
        catch (PlaneRefusedException refused)
        {
            connection.Refuse(refused.Refusal, refused.Message);
            return;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            connection.Refuse(TransferRefusal.Gone, $"there is no copy {name} here: {failure.Message}");
            return;
        }

        using (frames)
        {
            if (opening.Position < 0 || opening.Position > frames.Length)
            {
                throw new PlaneException($"a file of {frames.Length} bytes cannot be sent from {opening.Position} on");
            }

            connection.Send(FrameKind.Ready, [], frames.Length);
            frames.SendTo(connection, opening.Position, settings, null);
            connection.Allow(settings.FrameTimeout, "the confirmation");
            connection.Receive(FrameKind.Received, []);
        }
    }
}
