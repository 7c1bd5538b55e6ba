namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>To the mediator: tell all subscribers of a topic, on all nodes, at most once each.</summary>
/// <param name="topic">The topic.</param>
/// <param name="message">Needs a serializer if someone elsewhere subscribes.</param>
public sealed class Publish(string topic, object message)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>What they are told.</summary>
    public object Message { get; } = message;
}
