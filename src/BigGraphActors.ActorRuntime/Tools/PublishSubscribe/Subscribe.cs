namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>
/// To the mediator: tell an actor of this node what is published under a topic. Answered by
/// <see cref="SubscribeAck"/>.
/// </summary>
/// <param name="topic">Any name.</param>
/// <param name="ref">An actor of this node.</param>
public sealed class Subscribe(string topic, IActorRef @ref)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>Who is told.</summary>
    public IActorRef Ref { get; } = @ref;
}
