using System.Runtime.InteropServices;

namespace BigGraphActors.Storage.Pbg;

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
