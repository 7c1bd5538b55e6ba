using System.Net;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Schema.Settings;

/// <summary>What a node needs before other machines may reach it.</summary>
public static class NodeExposure
{
    /// <summary>Whether a listener at this host is reached from its own machine alone.</summary>
    /// <param name="host">Name or address; a name counts as reachable unless it is <c>localhost</c>.</param>
    public static bool IsLoopback(string host) =>
        host == "localhost"
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Refuses a node that strangers could talk to; for settings that were not read from a file.</summary>
    /// <exception cref="SettingsException">When there are problems; names all.</exception>
    public static void Check(NodeSettings node)
    {
        SettingsProblem[] problems =
        [
            .. ProblemsOf(node).Select(one => new SettingsProblem(
                SourcePosition.Of("node"), one.Key, one.Problem)),
        ];
        if (problems.Length > 0)
        {
            throw new SettingsException(problems);
        }
    }

    /// <summary>The keys that are missing or pointless, each with what to do.</summary>
    internal static IEnumerable<(string Key, string Problem)> ProblemsOf(NodeSettings node)
    {
        if (node.TlsCertificate is not null)
        {
            yield break;
        }

        if (node.TlsKey is not null || node.TlsAuthority is not null)
        {
            yield return ("tls-certificate", "is missing beside tls-key or tls-authority: without it there is no TLS");
        }
        else if (!IsLoopback(node.Host) && !node.AllowPlaintext)
        {
            yield return (
                "host",
                $"other machines reach {node.Host}, and without certificates anybody there could send messages to this "
                + "node: set tls-certificate, tls-key and tls-authority, or allow-plaintext = true on a trusted "
                + "network (docs/guides/security.md)");
        }
        else if (!IsLoopback(node.Host) && node.Secret.Length == 0)
        {
            yield return (
                "secret", $"is missing: without certificates a node at {node.Host} needs the secret of its cluster");
        }
    }
}
