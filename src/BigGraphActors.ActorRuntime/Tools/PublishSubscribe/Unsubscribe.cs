namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// To the mediator: no more of a topic. Answered by <see cref="UnsubscribeAck"/>; an actor that stops needs none.
/// </summary>
/// <param name="Topic">The topic.</param>
/// <param name="Ref">Who was told.</param>
public sealed record Unsubscribe(string Topic, IActorRef Ref);
