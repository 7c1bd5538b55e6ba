namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// What is published on this node from now on is delivered; other nodes learn it within a gossip interval.
/// </summary>
/// <param name="subscribe">What is confirmed.</param>
public sealed class SubscribeAck(Subscribe subscribe)
{
    /// <summary>What is confirmed.</summary>
    public Subscribe Subscribe { get; } = subscribe;
}
