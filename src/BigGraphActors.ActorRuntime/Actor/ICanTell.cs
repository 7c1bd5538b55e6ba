namespace Akka.Actor;

/// <summary>Something a message can be sent to without waiting.</summary>
public interface ICanTell
{
    /// <summary>Sends at most once; messages of one sender to one receiver keep their order.</summary>
    void Tell(object message, IActorRef? sender);
}
