using System.Runtime.InteropServices;

namespace BigGraphActors.Cli.Screens;

/// <summary>Tells whether a standard stream was given to this process, or was closed when it began.</summary>
/// <remarks>
/// Where a stream is closed (<c>2&gt;&amp;-</c>), the runtime's first own file takes its number: what is written to it
/// then goes to a pipe or a file of the runtime. A file of the runtime closes itself in child processes; a stream that
/// came from the parent cannot.
/// </remarks>
internal static class StandardStreams
{
    /// <summary>Number of standard input.</summary>
    public const int Input = 0;

    /// <summary>Number of standard output.</summary>
    public const int Output = 1;

    /// <summary>Number of the error stream.</summary>
    public const int Error = 2;

    private const int GetDescriptorFlags = 1;
    private const int ClosesInChildren = 1;
    private const int GetStatusFlags = 3;
    private const int AccessMode = 3;
    private const int ReadOnly = 0;

    /// <summary>Whether the stream came from the parent; Windows knows no other case.</summary>
    public static bool IsOpen(int stream)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        int descriptor = Control(stream, GetDescriptorFlags, 0);
        int status = Control(stream, GetStatusFlags, 0);
        bool isWritten = stream != Input;
        return descriptor >= 0
            && (descriptor & ClosesInChildren) == 0
            && !(isWritten && (status & AccessMode) == ReadOnly);
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command, int argument);
}
