using Akka.Actor;
using Akka.Cluster;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;

namespace BigGraphActors.Cluster.Partitions;

/// <summary>The entity of one partition: turns messages into <see cref="PartitionState"/>.</summary>
/// <remarks>
/// Keeps nothing over a move or a restart, and needs nothing: see the state. Its region starts it with the first
/// message.
/// </remarks>
internal sealed class PartitionActor : ReceiveActor
{
    private PartitionState _state = PartitionState.Empty;

    public PartitionActor()
    {
        Receive<LocatePartition>(asked =>
        {
            (_state, PartitionAt answer) = _state.Apply(asked);
            Sender.Tell(answer);
        });
        Receive<RecordPartition>(told =>
        {
            (_state, PartitionRecorded answer) = _state.Apply(told);
            Sender.Tell(answer);
        });
        Receive<ClusterEvent.MemberRemoved>(
            gone => _state = _state.WithoutNode(NodeNames.Of(gone.Member.UniqueAddress).Value));
        Receive<ClusterEvent.CurrentClusterState>(_ => { });
    }

    protected override void PreStart() =>
        Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self, typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
}
