namespace Akka.Event;

/// <summary>
/// The system's own news: published by class, received by class, base class or interface. It never leaves the process.
/// </summary>
/// <remarks>
/// Delivery is a Tell: a slow subscriber grows its mailbox. A subscriber that stopped is forgotten. Publishing for
/// nobody costs one look-up.
/// </remarks>
public sealed class EventStream
{
    private readonly Lock _changing = new();
    private readonly Dictionary<Type, HashSet<IActorRef>> _channels = [];
    private ConcurrentDictionary<Type, IActorRef[]> _subscribersOf = new();

    /// <summary>
    /// Sends an event to all who subscribed to its class, a base class or an interface of it; once to each.
    /// </summary>
    public void Publish(object @event)
    {
        var table = Volatile.Read(ref _subscribersOf);
        if (!table.TryGetValue(@event.GetType(), out var subscribers))
        {
            subscribers = Collect(@event.GetType(), table);
        }

        foreach (var subscriber in subscribers)
        {
            if (subscriber is InternalActorRef { IsTerminated: true })
            {
                Unsubscribe(subscriber);
            }
            else
            {
                subscriber.Tell(@event, ActorRefs.NoSender);
            }
        }
    }

    /// <summary>Starts the delivery of a class of events.</summary>
    /// <returns>False when it was subscribed already.</returns>
    public bool Subscribe(IActorRef subscriber, Type channel)
    {
        lock (_changing)
        {
            if (!_channels.TryGetValue(channel, out var subscribers))
            {
                _channels[channel] = subscribers = [];
            }

            Forget();
            return subscribers.Add(subscriber);
        }
    }

    /// <summary>Ends the delivery of a class of events.</summary>
    /// <returns>False when it was not subscribed.</returns>
    public bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        lock (_changing)
        {
            Forget();
            return _channels.TryGetValue(channel, out var subscribers) && subscribers.Remove(subscriber);
        }
    }

    /// <summary>Ends all deliveries.</summary>
    /// <returns>False when nothing was subscribed.</returns>
    public bool Unsubscribe(IActorRef subscriber)
    {
        lock (_changing)
        {
            Forget();
            var any = false;
            foreach (var subscribers in _channels.Values)
            {
                any |= subscribers.Remove(subscriber);
            }

            return any;
        }
    }

    private IActorRef[] Collect(Type type, ConcurrentDictionary<Type, IActorRef[]> table)
    {
        lock (_changing)
        {
            IActorRef[] all = [.. _channels.Where(channel => channel.Key.IsAssignableFrom(type))
                .SelectMany(static channel => channel.Value).Distinct()];
            table[type] = all;
            return all;
        }
    }

    private void Forget() => Volatile.Write(ref _subscribersOf, new ConcurrentDictionary<Type, IActorRef[]>());
}
