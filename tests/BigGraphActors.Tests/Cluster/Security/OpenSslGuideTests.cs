using System.Diagnostics;
using BigGraphActors.Cluster.Security;
using BigGraphActors.Tests.Schema;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cluster.Security;

/// <summary>The commands of docs/guides/cluster.md make certificates that nodes take.</summary>
public sealed class OpenSslGuideTests
{
    [OpenSslFact]
    public void The_four_commands_of_the_guide_make_certificates_that_nodes_take()
    {
        string page = File.ReadAllText(PromisedFile.PathOf("docs/guides/cluster.md"));
        string[] commands = [.. page.Split('\n').Where(line => line.StartsWith("openssl ", StringComparison.Ordinal))];
        Assert.Equal(4, commands.Length);
        using TemporaryFolder folder = new();
        RunIn(folder.Root, commands);
        RunIn(folder.Root, commands[1..].Select(
            command => command.Replace("node-1", "node-2", StringComparison.Ordinal)));
        ClusterTls first = Read(folder, "node-1");
        ClusterTls second = Read(folder, "node-2");
        Assert.Null(first.ObjectionTo(second.Certificate));
        Assert.Null(second.ObjectionTo(first.Certificate));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.PathOf("node-1.key")));
        }
    }

    private static ClusterTls Read(TemporaryFolder folder, string name) => ClusterTls.FromFiles(
        folder.PathOf(name + ".pem"), folder.PathOf(name + ".key"), folder.PathOf("authority.pem"));

    private static void RunIn(string folder, IEnumerable<string> commands)
    {
        foreach (string command in commands)
        {
            using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
            })!;
            string words = shell.StandardError.ReadToEnd();
            shell.WaitForExit();
            Assert.True(shell.ExitCode == 0, $"{command}\n{words}");
        }
    }
}

/// <summary>A fact that needs the program openssl and a shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenSslFactAttribute : FactAttribute
{
    public OpenSslFactAttribute() => Skip = IsThere() ? null : "this system has no openssl or no /bin/sh";

    private static bool IsThere() => File.Exists("/bin/sh") && (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "openssl")));
}
