using System.Runtime.InteropServices;
using System.Text;
using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Replaces a file so that a reader, or a restart after a crash, sees the old or the new one whole.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The name under which a file is written before it takes its own.</summary>
    public static string TemporaryPath(string path) => path + ".tmp";

    /// <summary>Replaces a small text file; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">
    /// When the disk is full or the folder is missing; the old file still stands.
    /// </exception>
    public static void WriteText(string path, string text, CancellationToken stop = default)
    {
        byte[] bytes = Utf8.GetBytes(text);
        Write(path, bytes.Length, stream => stream.Write(bytes), stop);
    }

    /// <summary>Replaces a file with what <paramref name="write"/> puts into a stream.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="byteCount">
    /// Bytes that will be needed, for the message when the disk is full; 0 when not known.
    /// </param>
    /// <param name="write">Leaves the stream open.</param>
    /// <param name="stop">Signalled: nothing is begun, and what is written does not take its name.</param>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> was signalled.</exception>
    public static void Write(string path, long byteCount, Action<FileStream> write, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        string temporary = TemporaryPath(path);
        DiskSpace.Guard(path, byteCount, () =>
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Publish(temporary, path, stop);
        });
    }

    /// <summary>
    /// Gives a finished file its name, for good: the folder's entry is on the disk when this returns.
    /// </summary>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> was signalled.</exception>
    public static void Publish(string temporary, string path, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}

/// <summary>
/// Writes an HDF5 file of PBG's under another name, and gives it its own when it is whole and on the disk.
/// </summary>
internal static class AtomicHdf5
{
    private const long MetadataBytes = 1 << 14;

    /// <summary>Replaces a file; sets <c>format_version</c> and leaves the rest to the caller.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="temporary">The name until then, in the same folder; an older file of that name is replaced.</param>
    /// <param name="payloadBytes">Bytes of all datasets, for the check of free space.</param>
    /// <param name="write">Fills the file.</param>
    /// <param name="stop">Signalled: nothing is begun, and what is written does not take its name.</param>
    /// <exception cref="IOException">
    /// When the disk is full or the folder is missing; the old file still stands.
    /// </exception>
    /// <exception cref="OperationCanceledException">When <paramref name="stop"/> was signalled.</exception>
    public static void Write(
        string path,
        string temporary,
        long payloadBytes,
        Action<Hdf5GroupWriter> write,
        CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        DiskSpace.Guard(path, temporary, payloadBytes + MetadataBytes, () =>
        {
            using (Hdf5Writer writer = Hdf5Writer.Create(temporary))
            {
                writer.Root.SetAttribute(FormatVersion.Attribute, FormatVersion.Value);
                write(writer.Root);
                writer.Complete(flushToDisk: true);
            }

            AtomicFile.Publish(temporary, path, stop);
        });
    }
}

/// <summary>
/// The version that PBG puts on each of its HDF5 files: root attribute <c>format_version</c>, int64 1.
/// </summary>
internal static class FormatVersion
{
    /// <summary>Name of the attribute.</summary>
    public const string Attribute = "format_version";

    /// <summary>The only version there is.</summary>
    public const long Value = 1;

    /// <summary>Refuses any other version, or none.</summary>
    /// <exception cref="CorruptFileException">PBG: "Version mismatch in … file".</exception>
    public static void Check(Hdf5File file)
    {
        long? found = file.Root.TryGetAttribute(Attribute)?.ReadInt64();
        if (found != Value)
        {
            throw new CorruptFileException(
                file.Path, -1, $"root attribute {Attribute} {Value}", found is null ? "none" : $"{found}");
        }
    }
}

/// <summary>Puts a folder's entries on the disk, so that a rename survives a loss of power.</summary>
public static partial class DirectorySync
{
    private const int ReadOnlyFlag = 0;

    /// <summary>
    /// Flushes a folder; where the system has no such call (Windows), renames are durable by themselves.
    /// </summary>
    /// <remarks>
    /// A file system that refuses (some network ones do) is taken as it is: the file itself was flushed.
    /// </remarks>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
        {
            return;
        }

        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
