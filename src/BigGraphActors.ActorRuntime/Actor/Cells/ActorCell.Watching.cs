namespace Akka.Actor.Cells;

/// <content>DeathWatch, from both ends.</content>
internal sealed partial class ActorCell
{
    private readonly Dictionary<IActorRef, object?> _watching = [];
    private readonly HashSet<InternalActorRef> _watchedBy = [];
    private readonly Dictionary<IActorRef, object?> _terminatedQueued = [];

    public IActorRef Watch(IActorRef subject)
    {
        StartWatching(subject, null);
        return subject;
    }

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        StartWatching(subject, message);
        return subject;
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        if (!subject.Equals(Self) && _watching.Remove(subject) && subject is InternalActorRef watchee)
        {
            watchee.SendSystemMessage(new Unwatch(watchee, SelfRef));
        }

        // A notification that is already on its way must not arrive any more.
        _terminatedQueued.Remove(subject);
        return subject;
    }

    internal void UnwatchAndStopChildren()
    {
        foreach (var child in Children.All())
        {
            Unwatch(child);
            Stop(child);
        }
    }

    private void StartWatching(IActorRef subject, object? message)
    {
        if (subject.Equals(Self) || subject is not InternalActorRef watchee)
        {
            return;
        }

        if (_watching.TryGetValue(subject, out var before))
        {
            if (!Equals(before, message))
            {
                throw new InvalidOperationException(
                    $"{subject} is watched already with another message; unwatch it first");
            }

            return;
        }

        if (!_terminatedQueued.ContainsKey(subject))
        {
            _watching[subject] = message;
            watchee.SendSystemMessage(new Watch(watchee, SelfRef));
        }
    }

    private void AddWatcher(InternalActorRef watchee, InternalActorRef watcher)
    {
        if (watchee.Equals(SelfRef) && !watcher.Equals(SelfRef))
        {
            _watchedBy.Add(watcher);
        }
    }

    private void RemoveWatcher(InternalActorRef watchee, InternalActorRef watcher)
    {
        if (watchee.Equals(SelfRef))
        {
            _watchedBy.Remove(watcher);
        }
    }

    private void NotifyOfDeath(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (!_watching.Remove(actor, out var message) || _terminating)
        {
            return;
        }

        _terminatedQueued[actor] = message;
        SelfRef.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
    }

    private void ReceiveTerminated(Terminated terminated)
    {
        if (_terminatedQueued.Remove(terminated.ActorRef, out var message))
        {
            Handle(message ?? terminated);
        }
    }

    private void UnwatchAll()
    {
        foreach (var subject in _watching.Keys.ToArray())
        {
            if (subject is InternalActorRef watchee)
            {
                watchee.SendSystemMessage(new Unwatch(watchee, SelfRef));
            }
        }

        // Own children's deaths must still be counted, which goes by the registry and not by the watch.
        _watching.Clear();
        _terminatedQueued.Clear();
    }

    private void NotifyWatchers()
    {
        foreach (var watcher in _watchedBy)
        {
            if (!watcher.Equals(ParentRef))
            {
                watcher.SendSystemMessage(new DeathWatchNotification(SelfRef, true, false));
            }
        }

        _watchedBy.Clear();
    }
}
