using System.Net;
using System.Net.Sockets;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Whether a seed node that starts may found a cluster, or must find the one that is there.</summary>
/// <remarks>
/// Akka.NET lets the first seed node found a cluster when no other answers for a few seconds. After a netsplit
/// the smaller side's nodes start anew while they cannot hear the larger side: where several seed nodes share the
/// checkpoint directory, a lock that lives elsewhere is seen there.
/// </remarks>
internal static class SeedEntry
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(3);

    /// <summary>Looks for a living lock for up to a lease; not at all where this is the only seed node.</summary>
    public static bool MayFound(NodeSettings settings, RunFiles files)
    {
        if (!settings.SeedNodes.Except([settings.ToSeedAddress()]).Any())
        {
            return true;
        }

        TimeSpan lease = TimeSpan.FromSeconds(settings.LeaseSeconds);
        return !new LockPulse(files.Checkpoint).IsBeating(lease > ShortestWatch ? lease : ShortestWatch);
    }

    /// <summary>Makes sure that no other run trains the checkpoint: a run of one process cannot be joined.</summary>
    /// <exception cref="IOException">When one does.</exception>
    public static void RefuseSecond(RunFiles files)
    {
        LockPulse pulse = new(files.Checkpoint);
        if (pulse.IsFresh() && pulse.IsBeating(ShortestWatch))
        {
            throw new IOException(
                $"{files.Checkpoint.Root}: another run trains this checkpoint (its ledger/pulse.txt changes every "
                + "second); two at once would shut each other out");
        }
    }

    /// <summary>The settings of a node that only joins: it is none of its own seed nodes.</summary>
    public static NodeSettings ToJoinOnly(NodeSettings settings) => settings with
    {
        SeedNodes = [.. settings.SeedNodes.Except([settings.ToSeedAddress()])],
    };
}

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
