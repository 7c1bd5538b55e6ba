namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// To the mediator: no more of a topic. Answered by <see cref="UnsubscribeAck"/>; an actor that stops needs none.
/// </summary>
/// <param name="topic">The topic.</param>
/// <param name="ref">Who was told.</param>
public sealed class Unsubscribe(string topic, IActorRef @ref)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>Who was told.</summary>
    public IActorRef Ref { get; } = @ref;
}
