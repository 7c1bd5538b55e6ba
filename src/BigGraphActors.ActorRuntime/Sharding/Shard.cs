using Akka.Cluster.Sharding.Protocol;

namespace Akka.Cluster.Sharding;

/// <summary>
/// Parent of the entities of one shard: starts them with their first message, and stops them all when the shard moves.
/// </summary>
internal sealed class Shard : ReceiveActor, IWithTimers
{
    private readonly Dictionary<string, IActorRef> _entities = [];
    private readonly Dictionary<IActorRef, string> _ids = [];
    private readonly Dictionary<string, Queue<Envelope>> _passivating = [];
    private readonly Dictionary<string, long> _lastUse = [];
    private readonly Func<string, Props> _props;
    private readonly object _stopMessage;
    private readonly TimeSpan _idle;
    private readonly ShardingTimes _times;
    private bool _handingOver;

    public Shard(Func<string, Props> props, object stopMessage, TimeSpan idle, ShardingTimes times)
    {
        (_props, _stopMessage, _idle, _times) = (props, stopMessage, idle, times);
        Receive<ForEntity>(Deliver);
        Receive<Passivate>(order => _ids.ContainsKey(Sender), order => PassivateEntity(Sender, order.StopMessage));
        Receive<Passivate>(_ => { });
        Receive<Terminated>(end => EntityGone(end.ActorRef));
        Receive<HandOver>(order => HandOverAll(order.StopMessage));
        Receive<GetEntities>(_ => Sender.Tell((IReadOnlyList<string>)[.. _entities.Keys]));
        Receive<CheckIdle>(_ => StopIdle());
        Receive<GiveUpWaiting>(_ => Context.Stop(Self));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (_idle > TimeSpan.Zero)
        {
            Timers.StartPeriodicTimer("idle", new CheckIdle(), _idle / 2);
        }
    }

    private void Deliver(ForEntity message)
    {
        if (_handingOver)
        {
            Context.System.DeadLetters.Forward(message.Message);
            return;
        }

        if (_passivating.TryGetValue(message.Id, out var kept))
        {
            kept.Enqueue(new Envelope(message.Message, Sender));
            return;
        }

        if (!_entities.TryGetValue(message.Id, out var entity))
        {
            entity = Context.Watch(Context.ActorOf(_props(message.Id), Uri.EscapeDataString(message.Id)));
            _entities[message.Id] = entity;
            _ids[entity] = message.Id;
        }

        _lastUse[message.Id] = Environment.TickCount64;
        entity.Forward(message.Message);
    }

    private void PassivateEntity(IActorRef entity, object stopMessage)
    {
        if (!_handingOver && _passivating.TryAdd(_ids[entity], new Queue<Envelope>()))
        {
            entity.Tell(stopMessage);
        }
    }

    private void EntityGone(IActorRef entity)
    {
        if (!_ids.Remove(entity, out var id))
        {
            return;
        }

        _entities.Remove(id);
        _lastUse.Remove(id);
        if (_handingOver)
        {
            if (_entities.Count == 0)
            {
                Context.Stop(Self);
            }

            return;
        }

        if (_passivating.Remove(id, out var kept))
        {
            foreach (var envelope in kept)
            {
                Self.Tell(new ForEntity(id, envelope.Message), envelope.Sender);
            }
        }
    }

    private void HandOverAll(object stopMessage)
    {
        if (_handingOver)
        {
            return;
        }

        _handingOver = true;
        if (_entities.Count == 0)
        {
            Context.Stop(Self);
            return;
        }

        // An entity that does not stop in time is stopped by force, shortly before the coordinator's own limit.
        var limit = _times.HandOffTimeout > TimeSpan.FromSeconds(10)
            ? _times.HandOffTimeout - TimeSpan.FromSeconds(5)
            : _times.HandOffTimeout / 2;
        Timers.StartSingleTimer("limit", new GiveUpWaiting(), limit);
        foreach (var entity in _entities.Values)
        {
            entity.Tell(stopMessage);
        }
    }

    private void StopIdle()
    {
        var now = Environment.TickCount64;
        foreach (var (id, used) in _lastUse.ToList())
        {
            if (now - used >= _idle.TotalMilliseconds)
            {
                PassivateEntity(_entities[id], _stopMessage);
            }
        }
    }

    internal sealed record ForEntity(string Id, object Message);

    internal sealed record HandOver(object StopMessage);

    internal sealed record GetEntities;

    private sealed record CheckIdle;

    private sealed record GiveUpWaiting;
}
