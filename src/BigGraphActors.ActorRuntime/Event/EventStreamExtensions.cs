namespace Akka.Event;

/// <summary>Subscription by type argument.</summary>
public static class EventStreamExtensions
{
    /// <summary>Starts the delivery of a class of events; false when it was subscribed already.</summary>
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));
}
