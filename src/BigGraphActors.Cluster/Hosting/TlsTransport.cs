using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport;
using Akka.Remote.Transport.DotNetty;
using BigGraphActors.Cluster.Security;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Akka.NET's own TCP transport under TLS, kept from ending the node when a peer fails.</summary>
/// <remarks>
/// When a node dials another and their TLS handshake fails, Akka.NET 1.5.74 runs the coordinated shutdown of the node
/// that dialled. Then one bad peer ends every healthy node that tries to reach it: a member that came back with an
/// expired certificate, or any program that listens at a dead member's port. The transport therefore gets a small
/// actor system of its own, and only that one is "shut down". Everything else is Akka.NET's: the failed call is
/// reported to Akka.Remote as the failed connection that it is, and it tries again later.
/// <see cref="SeedProbe"/> decides whether a node that cannot join has to end.
/// </remarks>
internal sealed class TlsTransport : Transport
{
    private const string TransportType = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";
    private const string FlushWait = "akka.remote.flush-wait-on-shutdown";

    private readonly ActorSystem _shelter;
    private readonly Transport _inner;

    /// <summary>Is called by Akka.Remote, which finds the type's name in the configuration.</summary>
    /// <param name="system">The node; its setup holds the <see cref="DotNettySslSetup"/>.</param>
    /// <param name="config">The block <c>akka.remote.dot-netty.tcp</c>.</param>
    public TlsTransport(ActorSystem system, Config config)
    {
        System = system;
        Config = config;
        _shelter = ActorSystem.Create(system.Name, ShelterOf(system));
        _inner = (Transport)Activator.CreateInstance(
            Type.GetType(TransportType, throwOnError: true)!, _shelter, config)!;
        SchemeIdentifier = _inner.SchemeIdentifier;
        MaximumPayloadBytes = _inner.MaximumPayloadBytes;
    }

    /// <inheritdoc/>
    public override Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen() => _inner.Listen();

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => _inner.IsResponsibleFor(remote);

    /// <inheritdoc/>
    public override Task<AssociationHandle> Associate(Address remoteAddress) => _inner.Associate(remoteAddress);

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => _inner.ManagementCommand(message);

    /// <inheritdoc/>
    public override async Task<bool> Shutdown()
    {
        bool isDown = await _inner.Shutdown().ConfigureAwait(false);
        await _shelter.Terminate().ConfigureAwait(false);
        return isDown;
    }

    /// <summary>No cluster and no remoting; it logs where the node does.</summary>
    private static ActorSystemSetup ShelterOf(ActorSystem system)
    {
        Config config = ConfigurationFactory.ParseString($$"""
            akka.actor.provider = local
            akka.loglevel = {{system.Settings.LogLevel}}
            akka.stdout-loglevel = OFF
            akka.loggers = ["{{string.Join("\", \"", system.Settings.Loggers)}}"]
            akka.coordinated-shutdown.terminate-actor-system = off
            akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            {{FlushWait}} = {{system.Settings.Config.GetString(FlushWait)}}
            """);
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config));
        if (system.Settings.Setup.Get<DotNettySslSetup>() is { HasValue: true } tls)
        {
            setup = setup.And(tls.Value);
        }

        return system.Settings.Setup.Get<NodeLogSetup>() is { HasValue: true } log ? setup.And(log.Value) : setup;
    }
}
