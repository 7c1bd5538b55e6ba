using BigGraphActors.Cluster.Security;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.DataPlane;

/// <summary>How a node serves and fetches bytes beside the actors.</summary>
internal sealed record DataPlaneSettings
{
    /// <summary>Address that the listener binds to; tickets name it unless there is <see cref="PublicHost"/>.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of the listener; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Name under which other nodes reach this one; null when it is <see cref="Host"/>.</summary>
    public string? PublicHost { get; init; }

    /// <summary>What both sides must know, the same on all nodes; empty only on loopback or with certificates.
    /// </summary>
    public string Secret { get; init; } = "";

    /// <summary>The node's certificate and whom it trusts; none sends bytes in the clear.</summary>
    public ClusterTls? Tls { get; init; }

    /// <summary>Payload of one frame; 64 KiB to 16 MiB. A transfer that breaks off repeats one frame at most.</summary>
    public int FrameBytes { get; init; } = 1 << 20;

    /// <summary>A connection that has not authenticated within this is closed.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A frame that was not moved within this ends its connection; it sets the slowest peer borne.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A connection without a request for this long is closed by the server.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How often in a row a transfer is taken up again without a whole frame having arrived.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Wait before the first resumption; it doubles with each attempt in vain.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Connections served at once, a thread each.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>Connections that may be in their handshake at once; one more closes the oldest of them.</summary>
    public int MaxUnauthenticated { get; init; } = 32;

    /// <summary>The name that tickets carry.</summary>
    public string AdvertisedHost => PublicHost ?? Host;

    /// <summary>Checks ranges, and that nothing is served to strangers.</summary>
    /// <exception cref="ArgumentException">When a value is out of range, or a listener beyond loopback has neither
    /// certificates nor a secret.</exception>
    public void Validate()
    {
        if (FrameBytes is < 1 << 16 or > 1 << 24)
        {
            throw new ArgumentException($"frame of {FrameBytes} bytes: allowed are 65536 to 16777216");
        }

        if (Secret.Length == 0 && Tls is null && !NodeExposure.IsLoopback(Host))
        {
            throw new ArgumentException(
                $"the data plane at {Host} can be reached from other machines and needs a secret");
        }
    }
}
