namespace Akka.Dispatch;

/// <summary>A message of the runtime to an actor's cell; a link of the mailbox's own list.</summary>
internal abstract record SystemMessage
{
    /// <summary>The message sent before this one, while it waits in a mailbox.</summary>
    internal SystemMessage? Next;

    /// <summary>A watcher of the dead hears at once; everything else means nothing to them any more.</summary>
    public void BounceOffTheDead()
    {
        if (this is Watch watch && !watch.Watcher.Equals(watch.Watchee))
        {
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
        }
    }
}
