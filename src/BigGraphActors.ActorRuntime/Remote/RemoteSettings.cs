using System.Net;

namespace Akka.Remote;

/// <summary>What <c>akka.remote</c> says.</summary>
internal sealed record RemoteSettings
{
    public RemoteSettings(Config config)
    {
        var tcp = config.GetConfig("akka.remote.dot-netty.tcp");
        if (tcp.GetBoolean("enable-ssl"))
        {
            throw new ConfigurationException("akka.remote.dot-netty.tcp.enable-ssl = on: this is the actor runtime for "
                + "development, CI and machines without Akka.NET's packages, and it has no TLS; build with "
                + "-p:ActorRuntime=akka for that");
        }

        BindHost = tcp.GetString("hostname", "");
        Host = tcp.GetString("public-hostname", "") is { Length: > 0 } open ? open
            : BindHost.Length > 0 && BindHost != "0.0.0.0" ? BindHost
            : Dns.GetHostName();
        Port = tcp.GetInt("port");
        PublicPort = tcp.GetInt("public-port");
        MaxFrameBytes = checked((int)(tcp.GetByteSize("maximum-frame-size", 128000) ?? 0));
        SendBufferBytes = checked((int)(tcp.GetByteSize("send-buffer-size", 0) ?? 0));
        ReceiveBufferBytes = checked((int)(tcp.GetByteSize("receive-buffer-size", 0) ?? 0));
        ConnectTimeout = tcp.GetTimeSpan("connection-timeout", TimeSpan.FromSeconds(15));
        GateTime = config.GetTimeSpan("akka.remote.retry-gate-closed-for", TimeSpan.FromSeconds(5));
        FlushWait = config.GetTimeSpan("akka.remote.flush-wait-on-shutdown", TimeSpan.FromSeconds(2));
        WatchRepeat = config.GetTimeSpan("akka.remote.watch-repeat-interval", TimeSpan.FromSeconds(5));
        if (MaxFrameBytes < MinFrameBytes)
        {
            throw new ConfigurationException($"maximum-frame-size = {MaxFrameBytes}: at least {MinFrameBytes}");
        }
    }

    /// <summary>Room for a handshake.</summary>
    public const int MinFrameBytes = 4096;

    public string BindHost { get; }

    public string Host { get; }

    public int Port { get; }

    public int PublicPort { get; }

    public int MaxFrameBytes { get; }

    public int SendBufferBytes { get; }

    public int ReceiveBufferBytes { get; }

    public TimeSpan ConnectTimeout { get; }

    public TimeSpan GateTime { get; }

    public TimeSpan FlushWait { get; }

    public TimeSpan WatchRepeat { get; }
}
