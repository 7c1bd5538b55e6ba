using BigGraphActors.Cli.Screens;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cli.Commands;

/// <summary>Warns when other users of this machine can read what a node's safety rests on.</summary>
/// <remarks>
/// A warning and not a refusal: a file that only a group of administrators reads, or one in a folder that nobody else
/// enters, is safe, and the program cannot tell. Windows has no modes; nothing is checked there.
/// </remarks>
internal static class SecretFiles
{
    private const string SecretKey = "node.secret";

    private const UnixFileMode ForOthers =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Says on the error stream what others can read, a line each.</summary>
    /// <param name="node">What the node is told.</param>
    /// <param name="config">The file that it comes from; null for none.</param>
    /// <param name="overrides">The keys that were set as arguments.</param>
    /// <param name="terminal">Where to say it.</param>
    public static void Warn(NodeSettings node, string? config, IReadOnlyList<string> overrides, Terminal terminal)
    {
        if (overrides.Any(change => change.Contains(SecretKey + "=", StringComparison.Ordinal)))
        {
            terminal.Note($"warning: -p {SecretKey}: every user of this machine sees the arguments of a program; "
                + "put the secret into the file that --config names");
        }
        else if (node.Secret.Length > 0 && config is not null)
        {
            WarnOf(SecretFileOf(config) ?? config, "holds node.secret", terminal);
        }

        if (node.TlsKey is { } key)
        {
            WarnOf(key, "is the private key of this node's certificate (node.tls-key)", terminal);
        }
        else if (node.TlsCertificate is { } both)
        {
            WarnOf(both, "holds the private key of this node's certificate (node.tls-certificate)", terminal);
        }
    }

    /// <summary>The file that the secret is written in, which may be one that the named file includes.</summary>
    private static string? SecretFileOf(string config)
    {
        HoconReadOptions options = new() { Include = HoconReadOptions.FromFiles };
        HoconObject root = HoconReader.Read(File.ReadAllText(config), config, options);
        HoconObject run = root.FieldOf("biggraph")?.Value as HoconObject ?? root;
        return (run.FieldOf("node")?.Value as HoconObject)?.FieldOf("secret")?.At.Source;
    }

    private static void WarnOf(string file, string what, Terminal terminal)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(file) && (File.GetUnixFileMode(file) & ForOthers) != 0)
        {
            terminal.Note($"warning: {file} {what}, and other users can read or change it: chmod 600 {file}");
        }
    }
}
