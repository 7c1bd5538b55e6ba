using System.Text;

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
    public static void WriteText(string path, string text)
    {
        byte[] bytes = Utf8.GetBytes(text);
        Write(path, bytes.Length, stream => stream.Write(bytes));
    }

    /// <summary>Replaces a file with what <paramref name="write"/> puts into a stream.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="byteCount">
    /// Bytes that will be needed, for the message when the disk is full; 0 when not known.
    /// </param>
    /// <param name="write">Leaves the stream open.</param>
    public static void Write(string path, long byteCount, Action<FileStream> write)
    {
        string temporary = TemporaryPath(path);
        DiskSpace.Guard(path, byteCount, () =>
        {
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            Publish(temporary, path);
        });
    }

    /// <summary>
    /// Gives a finished file its name, for good: the folder's entry is on the disk when this returns.
    /// </summary>
    public static void Publish(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }
}
