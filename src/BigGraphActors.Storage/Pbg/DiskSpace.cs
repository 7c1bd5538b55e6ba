namespace BigGraphActors.Storage.Pbg;

/// <summary>Says which file needed how many bytes when a disk is full.</summary>
internal static class DiskSpace
{
    private const int UnixNoSpace = 28;
    private const int UnixNoQuota = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);

    /// <summary>Writes a file, and removes its unfinished part when that fails.</summary>
    /// <param name="path">The final name; what is written before is <see cref="AtomicFile.TemporaryPath"/>.</param>
    /// <param name="byteCount">Bytes that it needs; 0 when not known.</param>
    /// <param name="write">Writes and publishes.</param>
    /// <exception cref="IOException">When the disk is full: names the file, what it needs and what is free.</exception>
    public static void Guard(string path, long byteCount, Action write) =>
        Guard(path, AtomicFile.TemporaryPath(path), byteCount, write);

    /// <summary>The same for a file whose unfinished part has another name.</summary>
    public static void Guard(string path, string temporary, long byteCount, Action write)
    {
        Demand(path, byteCount);
        bool done = false;
        try
        {
            write();
            done = true;
        }
        catch (IOException failure) when (IsFull(failure))
        {
            throw Full(path, byteCount, failure);
        }
        finally
        {
            if (!done)
            {
                TryDelete(temporary);
            }
        }
    }

    /// <summary>Fails before anything is written where the disk has too few bytes left.</summary>
    public static void Demand(string path, long byteCount)
    {
        if (Free(path) is long free && free < byteCount)
        {
            throw Full(path, byteCount, null);
        }
    }

    /// <summary>Whether a failure, or the one below it, says that the disk or a quota is full.</summary>
    public static bool IsFull(Exception failure) =>
        failure.HResult is UnixNoSpace or UnixNoQuota or WindowsDiskFull or WindowsHandleDiskFull
        || (failure.InnerException is IOException inner && IsFull(inner));

    /// <summary>The complaint: which file, what it needs, what is free.</summary>
    public static IOException Full(string path, long byteCount, IOException? inner)
    {
        string needed = byteCount > 0 ? $"{byteCount:N0} bytes are needed" : "it is not written";
        string free = Free(path) is long bytes ? $", {bytes:N0} are free" : "";
        return new IOException($"{path}: the disk is full: {needed}{free}", inner);
    }

    private static long? Free(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path))!).AvailableFreeSpace;
        }
        catch (Exception refusal) when (refusal is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // The next write replaces it; what matters to the caller is the first failure.
        }
    }
}
