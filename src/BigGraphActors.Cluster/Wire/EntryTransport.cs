using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;

namespace BigGraphActors.Cluster.Wire;

/// <summary>What a node needs to be let in and to let others in; given to the actor system when it is made.</summary>
/// <param name="secret">What nodes of the cluster know; never part of the configuration, which may be logged.</param>
/// <param name="card">In what they agree.</param>
internal sealed class EntrySetup(string secret, EntryCard card) : Setup
{
    /// <summary>What nodes of the cluster know.</summary>
    public string Secret { get; } = secret;

    /// <summary>In what they agree.</summary>
    public EntryCard Card { get; } = card;
}

/// <summary>Published on a node's event stream: another node has turned it away.</summary>
/// <param name="By">Address of the other node.</param>
/// <param name="Reason">The reason in words.</param>
internal sealed record TurnedAway(string By, string Reason);

/// <summary>Published on a node's event stream: another node that this one has called speaks as nodes do. So it is
/// neither a program of another kind, nor does TLS stand between the two.</summary>
internal sealed record NodeAnswered;

/// <summary>Puts <see cref="EntryTransport"/> between Akka.NET and its sockets; named in <c>hocon/cluster.conf</c>.
/// </summary>
public sealed class EntryTransportProvider : ITransportAdapterProvider
{
    /// <inheritdoc/>
    public Transport Create(Transport wrappedTransport, ExtendedActorSystem system) =>
        system.Settings.Setup.Get<EntrySetup>() is { HasValue: true } setup
            ? new EntryTransport(wrappedTransport, system, setup.Value)
            : throw new ConfigurationException(
                "akka.remote.adapters.biggraph-entry works in nodes of BigGraphActors only");
}

/// <summary>Lets nobody in who does not belong: every connection begins with <see cref="EntryHandshake"/>.</summary>
/// <remarks>
/// <para>Below everything of Akka.NET's: before both sides have proved that they know the secret and that their program
/// and settings fit, no byte of a message is looked at. So there is one answer to strangers that would join, send
/// commands, end actors, or make types. Afterwards each frame carries a proof (<see cref="SealedFrames"/>).</para>
/// <para>Connections that have not come so far are bounded in number, the oldest giving way, and in time.</para>
/// <para>Instead of <c>akka.remote.untrusted-mode</c>, which knows only two kinds of senders, those within and those
/// without, as this does, but lets those without connect, join and be answered by the cluster's own actors.</para>
/// </remarks>
internal sealed class EntryTransport : Transport
{
    private const int MostAtTheDoor = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Transport _inner;
    private readonly EntrySetup _setup;
    private readonly ILoggingAdapter _log;
    private readonly ConcurrentQueue<EntryHandle> _atTheDoor = new();
    private readonly ConcurrentDictionary<string, RefusalCount> _told = new();
    private string _address = "";

    public EntryTransport(Transport inner, ExtendedActorSystem system, EntrySetup setup)
    {
        _inner = inner;
        _setup = setup;
        _log = Logging.GetLogger(system, this);
        System = system;
        Config = inner.Config;
    }

    /// <inheritdoc/>
    public override string SchemeIdentifier => _inner.SchemeIdentifier;

    /// <inheritdoc/>
    public override long MaximumPayloadBytes => _inner.MaximumPayloadBytes - SealedFrames.Overhead;

    /// <inheritdoc/>
    public override bool IsResponsibleFor(Address remote) => _inner.IsResponsibleFor(remote);

    /// <inheritdoc/>
    public override Task<bool> Shutdown() => _inner.Shutdown();

    /// <inheritdoc/>
    public override Task<bool> ManagementCommand(object message) => _inner.ManagementCommand(message);

    /// <inheritdoc/>
    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        (Address address, TaskCompletionSource<IAssociationEventListener> inner) =
            await _inner.Listen().ConfigureAwait(false);
        _address = $"{address.Host}:{address.Port}";
        TaskCompletionSource<IAssociationEventListener> outer = new();
        _ = outer.Task.ContinueWith(
            listener => inner.TrySetResult(new Door(this, listener.Result)),
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
        return (address, outer);
    }

    /// <inheritdoc/>
    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        EntryHandshake handshake = new(_setup.Secret, _setup.Card, isCaller: true);
        EntryHandle handle = new(
            await _inner.Associate(remoteAddress).ConfigureAwait(false),
            handshake,
            handshake.Hello(_address),
            () => System.EventStream.Publish(new NodeAnswered()));
        try
        {
            await handle.Entered.WaitAsync(Patience).ConfigureAwait(false);
            return handle;
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            handle.Disassociate("the two nodes do not belong together", _log);
            string other = $"{remoteAddress.Host}:{remoteAddress.Port}";
            if (failure is EntryRefusedException { IsFinal: true })
            {
                System.EventStream.Publish(new TurnedAway(other, failure.Message));
            }

            string reason = failure is TimeoutException ? "it did not answer in time" : failure.Message;
            throw new InvalidAssociationException($"{other} did not let this node in: {reason}");
        }
    }

    private void LetIn(AssociationHandle inner, IAssociationEventListener listener)
    {
        EntryHandle handle = new(inner, new EntryHandshake(_setup.Secret, _setup.Card, isCaller: false), hello: null);
        _atTheDoor.Enqueue(handle);
        while (_atTheDoor.Count > MostAtTheDoor && _atTheDoor.TryDequeue(out EntryHandle? oldest))
        {
            Close(oldest, new EntryRefusedException("others came while it said nothing", []));
        }

        _ = handle.Entered.WaitAsync(Patience).ContinueWith(
            entered =>
            {
                if (entered.IsCompletedSuccessfully)
                {
                    listener.Notify(new InboundAssociation(handle));
                }
                else
                {
                    Close(handle, entered.Exception!.GetBaseException());
                }
            },
            TaskScheduler.Default);
    }

    private void Close(EntryHandle handle, Exception why)
    {
        // The queue holds those that have come in as well, until they are the oldest.
        if (handle.Entered.IsCompletedSuccessfully || !handle.TryClose())
        {
            return;
        }

        string host = handle.RemoteAddress.Host ?? "";
        string reason = why is TimeoutException ? "it did not say who it is in time" : why.Message;
        if (_told.Count > MostAtTheDoor)
        {
            _told.Clear();
        }

        if (_told.GetOrAdd(host + reason, _ => new RefusalCount()).Count() is { } times)
        {
            string name = handle.OtherAddress.Length > 0 ? $"{handle.OtherAddress}, from {host}" : host;
            _log.Warning("Turned away {0}: {1}{2}", name, reason, times > 1 ? $" ({times} times)" : "");
        }

        // The other side reads the reason before the connection ends.
        Task.Delay(TimeSpan.FromSeconds(1)).ContinueWith(
            _ => handle.Disassociate("it does not belong here", _log), TaskScheduler.Default);
    }

    private sealed class Door(EntryTransport transport, IAssociationEventListener listener) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev)
        {
            if (ev is InboundAssociation inbound)
            {
                transport.LetIn(inbound.Association, listener);
            }
            else
            {
                listener.Notify(ev);
            }
        }
    }

    /// <summary>Lets the first of many equal lines through, and one with the count a minute.</summary>
    private sealed class RefusalCount
    {
        private static readonly long Pause = 60 * TimeProvider.System.TimestampFrequency;
        private readonly Lock _lock = new();
        private int _count;
        private long _next;

        public int? Count()
        {
            lock (_lock)
            {
                _count++;
                long now = TimeProvider.System.GetTimestamp();
                if (_next != 0 && now < _next)
                {
                    return null;
                }

                _next = now + Pause;
                (int count, _count) = (_count, 0);
                return count;
            }
        }
    }
}
