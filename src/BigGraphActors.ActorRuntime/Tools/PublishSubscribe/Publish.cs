namespace Akka.Cluster.Tools.PublishSubscribe;

/// <summary>To the mediator: tell all subscribers of a topic, on all nodes, at most once each.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Message">Needs a serializer if someone elsewhere subscribes.</param>
public sealed record Publish(string Topic, object Message);
