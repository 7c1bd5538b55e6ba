using BigGraphActors.Cluster.Wire;
using BigGraphActors.Engine.Training;

namespace BigGraphActors.Cluster.Events;

/// <summary>An event of a run, with the place and the time; published once on the event stream of every node.</summary>
/// <param name="Event">The record of the engine or of the cluster, one of those that <see cref="RunEventLine"/> lists.
/// </param>
/// <param name="Node">The node where it happened, as <c>host:port#incarnation</c>.</param>
/// <param name="At">When, by that node's clock.</param>
/// <remarks>
/// A user's own actor hears all of them with <c>Context.System.EventStream.Subscribe(Self, typeof(NodeEvent))</c>.
/// Delivery to other nodes is at most once.
/// </remarks>
public sealed record NodeEvent(RunEvent Event, string Node, DateTimeOffset At) : IControlMessage;
