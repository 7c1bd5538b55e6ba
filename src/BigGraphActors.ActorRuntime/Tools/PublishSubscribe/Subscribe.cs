namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// To the mediator: tell an actor of this node what is published under a topic. Answered by <see cref="SubscribeAck"/>.
/// </summary>
/// <param name="Topic">Any name.</param>
/// <param name="Ref">An actor of this node.</param>
public sealed record Subscribe(string Topic, IActorRef Ref);
