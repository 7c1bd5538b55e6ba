using System.Diagnostics;

namespace BigGraphActors.Tests.Storage.Hdf5;

/// <summary>Runs a program of the system that reads or writes HDF5 independently of ours.</summary>
internal static class ExternalProgram
{
    private const string Python = "/usr/bin/python3";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private static readonly Lazy<string?> H5pyAbsence = new(() =>
        !File.Exists(Python) ? $"{Python} is not installed"
        : Execute(Python, ["-c", "import h5py"]).ExitCode == 0 ? null
        : $"{Python} has no h5py (Debian: python3-h5py)");

    private static readonly Lazy<string?> H5dumpAbsence = new(() =>
        FindOnPath("h5dump") is null ? "h5dump is not on the path (Debian: hdf5-tools)" : null);

    /// <summary>Why tests that need h5py are skipped, or none.</summary>
    public static string? H5pySkipReason => H5pyAbsence.Value;

    /// <summary>Why tests that need h5dump are skipped, or none.</summary>
    public static string? H5dumpSkipReason => H5dumpAbsence.Value;

    /// <summary>
    /// Runs a Python script with arguments and returns what it printed; fails the test when it fails.
    /// </summary>
    public static string RunPython(string script, params string[] arguments) =>
        Succeed(Python, ["-c", script, .. arguments]);

    /// <summary>Runs h5dump and returns what it printed.</summary>
    public static string RunH5dump(params string[] arguments) => Succeed(FindOnPath("h5dump")!, arguments);

    private static string Succeed(string program, string[] arguments)
    {
        (int exitCode, string output, string error) = Execute(program, arguments);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {error}");
        return output;
    }

    private static (int ExitCode, string Output, string Error) Execute(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end within {Limit}");
        }

        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
