namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// What is published on this node from now on is delivered; other nodes learn it within a gossip interval.
/// </summary>
/// <param name="Subscribe">What is confirmed.</param>
public sealed record SubscribeAck(Subscribe Subscribe);
