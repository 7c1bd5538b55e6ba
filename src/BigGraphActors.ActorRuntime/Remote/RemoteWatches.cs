namespace Akka.Remote;

/// <summary>Who of this node watches whom elsewhere; repeated now and then, since a connection may break.</summary>
internal sealed class RemoteWatches
{
    private readonly Lock _changing = new();
    private readonly Dictionary<Address, HashSet<(InternalActorRef Watchee, InternalActorRef Watcher)>> _watches = [];

    public void Add(Watch watch)
    {
        lock (_changing)
        {
            if (!_watches.TryGetValue(watch.Watchee.Path.Address, out var there))
            {
                _watches[watch.Watchee.Path.Address] = there = [];
            }

            there.Add((watch.Watchee, watch.Watcher));
        }
    }

    public void Remove(IActorRef watchee, InternalActorRef watcher)
    {
        lock (_changing)
        {
            if (_watches.TryGetValue(watchee.Path.Address, out var there))
            {
                there.RemoveWhere(pair => pair.Watchee.Equals(watchee) && pair.Watcher.Equals(watcher));
                if (there.Count == 0)
                {
                    _watches.Remove(watchee.Path.Address);
                }
            }
        }
    }

    public IReadOnlyList<Address> Addresses()
    {
        lock (_changing)
        {
            return [.. _watches.Keys];
        }
    }

    /// <summary>All watches of one node once more; the other side counts each once.</summary>
    public IReadOnlyList<OutboundItem> Repeat(Address address)
    {
        lock (_changing)
        {
            return _watches.TryGetValue(address, out var there)
                ? [.. there.Select(pair => new OutboundItem(pair.Watchee, null, null,
                    new Watch(pair.Watchee, pair.Watcher)))]
                : [];
        }
    }

    /// <summary>The node is gone for good, and with it all that was watched there.</summary>
    public void AddressTerminated(Address address)
    {
        HashSet<(InternalActorRef Watchee, InternalActorRef Watcher)>? there;
        lock (_changing)
        {
            _watches.Remove(address, out there);
        }

        foreach (var (watchee, watcher) in there ?? [])
        {
            watcher.SendSystemMessage(new DeathWatchNotification(watchee, true, true));
        }
    }
}
