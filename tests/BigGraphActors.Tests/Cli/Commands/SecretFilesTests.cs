using System.Diagnostics;
using System.Runtime.Versioning;
using BigGraphActors.Cli.Commands;
using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Tests.Cluster.Security;
using BigGraphActors.Tests.Storage.Pbg;

namespace BigGraphActors.Tests.Cli.Commands;

/// <summary>What is said of files that other users can read, and what modes the program's own files have.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretFilesTests
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public void A_file_with_the_secret_that_others_can_read_is_named_once()
    {
        using TemporaryFolder folder = new();
        string secret = folder.PathOf("secret.conf");
        string config = folder.PathOf("node.conf");
        File.WriteAllText(secret, "biggraph.node.secret = word");
        File.WriteAllText(config, "include \"secret.conf\"\nbiggraph.node.host = 127.0.0.1");
        File.SetUnixFileMode(secret, Own | UnixFileMode.OtherRead);
        Assert.Contains($"warning: {secret} holds node.secret", Warnings(config), StringComparison.Ordinal);
        File.SetUnixFileMode(secret, Own);
        Assert.Empty(Warnings(config));
    }

    [Fact]
    public void A_secret_among_the_arguments_is_warned_of() => Assert.Contains(
        "every user of this machine sees the arguments", Warnings(null, "node.secret=word"), StringComparison.Ordinal);

    [Fact]
    public void A_key_that_others_can_read_is_named_once()
    {
        using TemporaryFolder folder = new();
        using TestAuthority authority = new("cluster");
        string[] keys = authority.WriteKeys(folder.Root, "node");
        Assert.Empty(Warnings(null, keys));
        File.SetUnixFileMode(folder.PathOf("node.key"), Own | UnixFileMode.GroupRead);
        Assert.Contains(
            $"warning: {folder.PathOf("node.key")} is the private key", Warnings(null, keys), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("022", UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)]
    [InlineData("077", Others)]
    public void A_checkpoint_is_for_those_whom_the_users_mask_lets_in(string mask, UnixFileMode masked)
    {
        using TinyGraph graph = new();
        string config = Path.Combine(Path.GetDirectoryName(graph.Settings.CheckpointPath)!, "run.json");
        File.WriteAllText(config, PbgConfigJson.Write(graph.Settings with { NumEpochs = 1 }));
        string program = Path.Combine(AppContext.BaseDirectory, "biggraph.dll");
        using Process shell = Process.Start(
            "/bin/sh", ["-c", $"umask {mask} && exec dotnet exec '{program}' train '{config}' >/dev/null 2>&1"]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        string[] made =
        [
            graph.Settings.CheckpointPath,
            .. Directory.EnumerateFileSystemEntries(graph.Settings.CheckpointPath, "*", SearchOption.AllDirectories),
        ];
        Assert.True(made.Length > 3);
        Assert.All(made, path => Assert.Equal((UnixFileMode)0, File.GetUnixFileMode(path) & masked));
        Assert.Contains(made, path => (File.GetUnixFileMode(path) & ~masked & Others) != 0 || mask == "077");
    }

    private static string Warnings(string? config, params string[] changes)
    {
        using var error = new StringWriter();
        NodeSettings node = config is null
            ? NodeSettingsReader.Read("", "-p", changes)
            : NodeSettingsReader.ReadFile(config, changes);
        Terminal terminal = new(error, error, outputIsWindow: false, errorIsWindow: false);
        SecretFiles.Warn(node, config, changes, terminal);
        return error.ToString();
    }
}
