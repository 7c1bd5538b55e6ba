using Akka.Actor;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Schema.Hocon;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>A node that only keeps copies: learns what the run is, and opens its folder for it.</summary>
/// <remarks>PBG: <c>torchbiggraph_partitionserver</c>, which keeps the only copy, and in memory.</remarks>
internal sealed class PartitionServerActor : ReceiveActor, IWithTimers
{
    /// <summary>Name under <c>/user</c>.</summary>
    public const string Name = "partition-server";

    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(500);

    private readonly RunParts _description = new();
    private readonly NodeCopies _copies;

    /// <param name="run">The way to the run singleton.</param>
    /// <param name="copies">The copies on this node's disk.</param>
    public PartitionServerActor(IActorRef run, NodeCopies copies)
    {
        _copies = copies;
        Receive<AskAgain>(_ => run.Tell(new DescribeRun(_description.Missing)));
        Receive<RunDescription>(Handle);
        Receive<NodeEvent>(begun => EventReceiverActor.Forward(Context, begun), begun => begun.Event is RunStarted);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer("ask", new AskAgain(), TimeSpan.Zero, AskInterval);

    private void Handle(RunDescription part)
    {
        try
        {
            if (_description.Add(part) is { } run)
            {
                Timers.Cancel("ask");
                Open(run);
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or SettingsException
            or UnauthorizedAccessException)
        {
            Timers.Cancel("ask");
            NodeWatchActor.End(Context, new NodeEnd(NodeEndCause.RunFailed, failure.Message));
        }
    }

    private void Open(RunBlueprint run)
    {
        if (run.Copies == 0)
        {
            NodeWatchActor.End(Context, new NodeEnd(
                NodeEndCause.RunFailed,
                "a partition-server keeps copies, and this run has none: its seed node's node.durability is shared"));
            return;
        }

        _copies.Open(run);
    }

    private sealed record AskAgain;
}
