using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Tells failures of a disk that may pass by themselves from those that cannot.</summary>
/// <remarks>
/// A full disk, a quota and a network drive that does not answer may pass, and are worth waiting for. A path that is no
/// folder, a read-only file system and missing rights stay until somebody changes them.
/// </remarks>
public static class DiskTrouble
{
    // Numbers of Linux, then of Windows.
    private static readonly HashSet<int> Lasting =
    [
        1, 13, // not permitted, access denied
        20, 21, // not a folder, is a folder
        30, // read-only file system
        36, 40, // name too long, links in a circle
        unchecked((int)0x80070005), unchecked((int)0x80070013), // access denied, write-protected
        unchecked((int)0x8007007B), unchecked((int)0x8007010B), // name not valid, not a folder
    ];

    private static readonly HashSet<int> Passing =
    [
        4, 5, 11, 12, 16, 23, 24, 28, 122, // interrupted, input or output error, busy, full, out of quota
        103, 104, 107, 110, 111, 112, 113, 116, 121, // connections, timeouts and stale handles of network drives
        unchecked((int)0x80070070), unchecked((int)0x80070027), // disk full
        unchecked((int)0x80070020), unchecked((int)0x80070021), // in use
        unchecked((int)0x80070035), unchecked((int)0x80070040), // network path not found, network name gone
    ];

    /// <summary>Whether a failure while a run goes on stays until somebody changes something.</summary>
    public static bool IsLasting(Exception failure) =>
        failure is UnauthorizedAccessException or PathTooLongException
        || (failure is IOException && Lasting.Contains(failure.HResult))
        || (failure.InnerException is { } inner && IsLasting(inner));

    /// <summary>Demands a checkpoint folder into which files can be written; makes it where it is missing.</summary>
    /// <param name="checkpoint">The folder.</param>
    /// <exception cref="UnusableSettingException">
    /// It cannot be, and that will not pass. A disk that is full or does not answer is not refused here.
    /// </exception>
    public static void RequireWritable(CheckpointDirectory checkpoint)
    {
        string probe = Path.Combine(checkpoint.Root, $".write-test-{Random.Shared.Next():x8}");
        try
        {
            checkpoint.Prepare();
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException
            || (failure is IOException && !Passing.Contains(failure.HResult)))
        {
            string reason = File.Exists(checkpoint.Root) ? "this is a file, and a folder is needed" : failure.Message;
            throw new UnusableSettingException(
                $"checkpoint_path = {checkpoint.Root}: nothing can be written there: {reason}", failure);
        }
        catch (IOException)
        {
            // It may pass: the writer waits for that, and says so.
        }
    }
}

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

    /// <summary>Bytes that are free where a file is; none where the system does not say.</summary>
    public static long? Free(string path)
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
