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
