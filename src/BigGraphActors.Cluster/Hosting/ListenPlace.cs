using System.Net;
using System.Net.Sockets;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Where a node listens for the others: whether it can be had.</summary>
internal static class ListenPlace
{
    /// <summary>Takes the place for a moment.</summary>
    /// <exception cref="UnusableSettingException">
    /// The host does not resolve or is not this machine's, or another program has the port.
    /// </exception>
    public static void Require(NodeSettings settings)
    {
        try
        {
            IPAddress address = IPAddress.TryParse(settings.Host, out IPAddress? literal)
                ? literal
                : Dns.GetHostAddresses(settings.Host)[0];
            using Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, settings.Port));
            socket.Listen(1);
        }
        catch (SocketException refused)
        {
            throw Unusable(settings, refused);
        }
    }

    /// <summary>The network's refusal somewhere in a failure, or none.</summary>
    public static SocketException? RefusalIn(Exception failure) => failure switch
    {
        SocketException refused => refused,
        AggregateException several => several.InnerExceptions.Select(RefusalIn).FirstOrDefault(one => one is not null),
        { InnerException: { } inner } => RefusalIn(inner),
        _ => null,
    };

    /// <summary>The complaint: which setting, and what is wrong with it.</summary>
    public static UnusableSettingException Unusable(NodeSettings settings, SocketException refused)
    {
        string reason = refused.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another program has this port",
            SocketError.AddressNotAvailable => "the address is not this machine's",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "the host does not resolve",
            _ => "cannot listen there",
        };
        return new UnusableSettingException(
            $"node.host = {settings.Host}, node.port = {settings.Port}: {reason} ({refused.Message})", refused);
    }
}
