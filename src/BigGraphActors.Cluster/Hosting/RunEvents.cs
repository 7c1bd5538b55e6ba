using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>Publishes what happens on this node.</summary>
internal static class RunEvents
{
    /// <summary>
    /// Signs an event with node and time, and puts it on this node's event stream; the relay does the rest.
    /// </summary>
    public static void PublishRunEvent(this ActorSystem system, RunEvent happened) =>
        system.EventStream.Publish(new NodeEvent(happened, NodeNames.Of(system).Value, DateTimeOffset.UtcNow));
}
