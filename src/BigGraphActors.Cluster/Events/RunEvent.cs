using BigGraphActors.Cluster.Wire;

namespace BigGraphActors.Cluster.Events;

/// <summary>Something that happened in a run; a fact, published once on the event stream of every node.</summary>
/// <remarks>
/// A user's own actor hears it with <c>Context.System.EventStream.Subscribe(Self, typeof(BucketTrained))</c>, or all of
/// them by subscribing to this type. Delivery to other nodes is at most once.
/// </remarks>
public abstract record RunEvent : IControlMessage
{
    /// <summary>The node where it happened, as <c>host:port#incarnation</c>; empty until it is published.</summary>
    public string Node { get; init; } = "";

    /// <summary>When, by that node's clock.</summary>
    public DateTimeOffset At { get; init; }
}
