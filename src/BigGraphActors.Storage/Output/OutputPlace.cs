using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;

namespace BigGraphActors.Storage.Output;

/// <summary>What a path that a user gave for a result leads to.</summary>
/// <param name="Target">The path behind all links; where it is no regular file, the path itself.</param>
/// <param name="IsWrittenInto">Whether it is a pipe, a device or an open stream, which cannot be replaced.</param>
/// <param name="Descriptor">The number of the process's own stream, where it leads to one.</param>
internal sealed partial record OutputPlace(string Target, bool IsWrittenInto, int? Descriptor)
{
    /// <summary>Number of standard output.</summary>
    public const int StandardOutput = 1;

    private const int MostLinks = 40;
    private const int WorkingDirectory = -100;
    private const uint AskForType = 1;
    private const int StatusBytes = 256;
    private const int ModeAt = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>Looks at a path, without opening it.</summary>
    public static OutputPlace Of(string path)
    {
        string full = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows())
        {
            // NUL, CON and \\.\pipe\x all become names of this form.
            return new OutputPlace(full, full.StartsWith(@"\\.\", StringComparison.Ordinal), null);
        }

        if (DescriptorOf(full) is { } descriptor)
        {
            return new OutputPlace(full, true, descriptor);
        }

        if (TypeOf(full) is { } type and not RegularFile and not Folder)
        {
            return new OutputPlace(full, true, null);
        }

        string target = full;
        for (int links = 0; links < MostLinks && BehindLink(target) is { } next; links++)
        {
            target = next;
        }

        return new OutputPlace(target, false, null);
    }

    /// <summary>Opens what is written into; waits for a pipe's reader.</summary>
    public FileStream Open() => Descriptor is { } descriptor
        ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0)
        : new FileStream(Target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    // By name, since the link of a stream leads to nothing that could be opened anew: a file would be cut.
    private static int? DescriptorOf(string path)
    {
        string name = path;
        for (int links = 0; links < MostLinks; links++)
        {
            if (name is "/dev/stdout")
            {
                return StandardOutput;
            }

            if (name is "/dev/stderr")
            {
                return 2;
            }

            Match stream = OwnStream().Match(name);
            if (stream.Success)
            {
                return int.Parse(stream.Groups["number"].Value, CultureInfo.InvariantCulture);
            }

            if (BehindLink(name) is not { } next)
            {
                return null;
            }

            name = next;
        }

        return null;
    }

    private static string? BehindLink(string path) => new FileInfo(path).LinkTarget is { } target
        ? Path.GetFullPath(target, Path.GetDirectoryName(path)!)
        : null;

    private static unsafe int? TypeOf(string path)
    {
        byte* status = stackalloc byte[StatusBytes];
        try
        {
            return StatusOf(WorkingDirectory, path, 0, AskForType, status) == 0
                ? *(ushort*)(status + ModeAt) & TypeMask
                : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(/dev/fd|/proc/(self|thread-self)/fd)/(?<number>\d{1,6})$")]
    private static partial Regex OwnStream();

    // Of Linux: the structure is the same on all processors, unlike stat's.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatusOf(int folder, string path, int flags, uint mask, byte* status);
}
