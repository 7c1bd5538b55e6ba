using System.Diagnostics;

namespace BigGraphActors.Tests.Storage.Pbg;

/// <summary>The system's Python, where it has the packages that a comparison needs.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3";

    /// <summary>Whether Python can find a package; asks without importing it.</summary>
    public static bool Has(string package)
    {
        if (!File.Exists(Program))
        {
            return false;
        }

        string script = $"import importlib.util, sys; sys.exit(importlib.util.find_spec('{package}') is None)";
        (int exitCode, _, _) = Start(script, []);
        return exitCode == 0;
    }

    /// <summary>Runs a script and returns what it printed; its arguments are in <c>sys.argv[1:]</c>.</summary>
    public static string Run(string script, params string[] arguments)
    {
        (int exitCode, string output, string errors) = Start(script, arguments);
        Assert.True(exitCode == 0, $"python left with {exitCode}: {errors}");
        return output;
    }

    private static (int ExitCode, string Output, string Errors) Start(string script, string[] arguments)
    {
        ProcessStartInfo start = new(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
