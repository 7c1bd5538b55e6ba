using System.Collections.Concurrent;
using System.Diagnostics;

namespace BigGraphActors.Tests.Cli;

/// <summary>The program in a process of its own, started by a shell: for streams, signals and deaths.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly BlockingCollection<string> _words = [];
    private readonly List<string> _said = [];
    private readonly Task _reading;

    /// <param name="folder">Where it works.</param>
    /// <param name="script">For bash; <c>biggraph</c> is the program, <c>exec biggraph</c> takes the shell's place, and
    /// <c>$BIGGRAPH</c> is the path of its assembly.</param>
    public ProgramProcess(string folder, string script)
    {
        string program = BuiltProgram.Assembly;
        string whole = $"BIGGRAPH='{program}'\nbiggraph() {{ dotnet \"$BIGGRAPH\" \"$@\"; }}\n"
            + script.Replace("exec biggraph", $"exec dotnet '{program}'", StringComparison.Ordinal);
        Process = Process.Start(new ProcessStartInfo("bash", ["-c", whole])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        _reading = Task.WhenAll(Read(Process.StandardOutput), Read(Process.StandardError))
            .ContinueWith(_ => _words.CompleteAdding(), TaskScheduler.Default);
    }

    /// <summary>The shell, or the program that took its place.</summary>
    public Process Process { get; }

    /// <summary>All that was said on both streams so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return string.Join('\n', _said);
            }
        }
    }

    /// <summary>Waits for a line that holds.</summary>
    public string WaitFor(Func<string, bool> holds)
    {
        using CancellationTokenSource end = new(Patience);
        try
        {
            foreach (string line in _words.GetConsumingEnumerable(end.Token))
            {
                if (holds(line))
                {
                    return line;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"no such line came within {Patience.TotalSeconds} s:\n{Said}");
        }

        throw new InvalidOperationException($"the program ended without such a line:\n{Said}");
    }

    /// <summary>Waits for the end of the process and of all that hold its streams.</summary>
    /// <returns>The exit code.</returns>
    public int WaitForEnd()
    {
        Assert.True(Process.WaitForExit(Patience), $"it goes on after {Patience.TotalSeconds} s:\n{Said}");
        Assert.True(_reading.Wait(Patience), $"somebody holds its streams after {Patience.TotalSeconds} s:\n{Said}");
        return Process.ExitCode;
    }

    /// <summary>Runs a script to its end.</summary>
    public static (int ExitCode, string Said) Run(string folder, string script)
    {
        using ProgramProcess process = new(folder, script);
        process.Process.StandardInput.Close();
        return (process.WaitForEnd(), process.Said);
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{Process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Process.Kill(entireProcessTree: true);
        }

        Process.Dispose();
        _words.Dispose();
    }

    private async Task Read(StreamReader reader)
    {
        while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            lock (_said)
            {
                _said.Add(line);
            }

            _words.Add(line);
        }
    }
}
