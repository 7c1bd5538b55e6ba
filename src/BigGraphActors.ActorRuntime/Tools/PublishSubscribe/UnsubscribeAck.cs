namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>Nothing is delivered any more.</summary>
/// <param name="Unsubscribe">What is confirmed.</param>
public sealed record UnsubscribeAck(Unsubscribe Unsubscribe);
