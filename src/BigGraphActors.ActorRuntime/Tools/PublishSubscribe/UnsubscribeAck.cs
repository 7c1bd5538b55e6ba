namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>Nothing is delivered any more.</summary>
/// <param name="unsubscribe">What is confirmed.</param>
public sealed class UnsubscribeAck(Unsubscribe unsubscribe)
{
    /// <summary>What is confirmed.</summary>
    public Unsubscribe Unsubscribe { get; } = unsubscribe;
}
