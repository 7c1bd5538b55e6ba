namespace Akka.Dispatch;

/// <summary>What becomes of system messages to the dead.</summary>
internal static class DeadSystemMessages
{
    /// <summary>A watcher of the dead hears at once; everything else has no meaning any more.</summary>
    public static void Handle(SystemMessage message)
    {
        if (message is Watch watch && !watch.Watcher.Equals(watch.Watchee))
        {
            watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, false, false));
        }
    }
}
