using System.Runtime.InteropServices;

namespace BigGraphActors.Cluster.Trainers;

/// <summary>Makes the calling thread give way to heartbeats.</summary>
/// <remarks>
/// On Linux .NET's thread priorities have no effect; there the thread asks the system itself to be nicer, which needs
/// no right. Never undone: the thread belongs to a worker.
/// </remarks>
internal static class LowPriority
{
    private const int Process = 0;
    private const int Niceness = 5;

    /// <summary>Lowers the calling thread, once; where the system refuses, it stays as it is.</summary>
    public static void Take()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        if (OperatingSystem.IsLinux())
        {
            // On Linux the process that is meant by 0 is the calling thread alone.
            _ = SetPriority(Process, 0, Niceness);
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
