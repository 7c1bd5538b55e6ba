namespace Akka.Actor;

/// <summary>DeathWatch: to be told once when another actor has stopped.</summary>
public interface ICanWatch
{
    /// <summary>Asks for <see cref="Terminated"/>; for a dead actor it comes at once.</summary>
    /// <returns>The subject.</returns>
    IActorRef Watch(IActorRef subject);

    /// <summary>Asks for a message of one's own instead.</summary>
    /// <exception cref="InvalidOperationException">
    /// When the subject is watched already with another message.
    /// </exception>
    IActorRef WatchWith(IActorRef subject, object message);

    /// <summary>Takes the watch back; a notification that waits in the mailbox is dropped too.</summary>
    IActorRef Unwatch(IActorRef subject);
}
