using System.Globalization;
using System.Net;

namespace BigGraphActors.Schema.Settings;

/// <summary>The text <c>host:port</c>, by which a node is named.</summary>
public static class Endpoint
{
    /// <summary>What is expected, for messages.</summary>
    public const string Form = "host:port, such as 10.0.0.1:4053, node1:4053 or [::1]:4053";

    /// <summary>Whether a text names a host and a port from 1 to 65535.</summary>
    /// <remarks>An address of IPv6 has colons of its own, so it stands in brackets.</remarks>
    public static bool Is(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            && port > 0
            && (text[0] == '[' && text[colon - 1] == ']'
                ? IPAddress.TryParse(text.AsSpan(1, colon - 2), out _)
                : Uri.CheckHostName(text[..colon]) is UriHostNameType.Dns or UriHostNameType.IPv4);
    }
}
