using System.Management.Automation;
using System.Text.Json;
using Pipeline = System.Management.Automation.PowerShell;

namespace BigGraphActors.PowerShell.Tests;

/// <summary>run-cluster.ps1 is run by PowerShell itself, with its arguments, down to its exit code.</summary>
public sealed class RunClusterScriptTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("biggraph-ps-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_configuration_it_trains_the_example_on_two_workers()
    {
        (int code, string[] lines) = Run("--directory", _folder, "--epochs", "1", "--dimension", "8", "--json");
        Assert.True(code == 0, string.Join('\n', lines));
        using JsonDocument told = JsonDocument.Parse(lines.Last(line => line.StartsWith('{')));
        Assert.True(told.RootElement.GetProperty("mrr").GetDouble() > 0);
        Assert.NotEmpty(Directory.GetFiles(_folder, "*.h5", SearchOption.AllDirectories));
    }

    [Fact]
    public void With_a_configuration_it_hands_that_on_and_ends_with_the_programs_exit_code()
    {
        (int code, string[] lines) = Run(Path.Combine(_folder, "none.conf"));
        Assert.True(code == 2, string.Join('\n', lines));
        Assert.Contains(lines, line => line.Contains("none.conf: there is no such file", StringComparison.Ordinal));
    }

    /// <summary>Runs the script in a PowerShell of its own, and gathers what it and the program write.</summary>
    private static (int Code, string[] Lines) Run(params string[] arguments)
    {
        using Pipeline shell = Pipeline.Create();
        PSDataCollection<PSObject> output = [];
        shell.AddScript(
                """
                # As a user's profile may have it: a program that fails ends the script.
                $PSNativeCommandUseErrorActionPreference = $true
                $script = $args[0]
                $rest = @($args | Select-Object -Skip 1)
                & $script @rest 2>&1
                $LASTEXITCODE
                """)
            .AddArgument(ScriptPath());
        foreach (string argument in arguments)
        {
            shell.AddArgument(argument);
        }

        IAsyncResult running = shell.BeginInvoke<PSObject, PSObject>(null, output);
        bool hasEnded = running.AsyncWaitHandle.WaitOne(Patience);
        if (!hasEnded)
        {
            shell.Stop();
        }

        string[] lines =
        [
            .. output.Select(one => one.ToString()),
            .. shell.Streams.Error.Select(one => one.ToString()),
        ];
        Assert.True(hasEnded, $"it runs on after {Patience}:\n{string.Join('\n', lines)}");
        shell.EndInvoke(running);
        return ((int)output[^1].BaseObject, lines);
    }

    private static string ScriptPath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "run-cluster.ps1")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(
            folder?.FullName ?? throw new InvalidOperationException("no run-cluster.ps1 above the tests"),
            "run-cluster.ps1");
    }
}
