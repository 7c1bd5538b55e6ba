using Akka.Cluster.Tools.Singleton;

namespace Akka.Cluster.Sharding;

/// <summary>Parent of the regions and coordinators of this node: <c>/system/sharding</c>.</summary>
internal sealed class ShardingGuardian : ReceiveActor
{
    public ShardingGuardian()
    {
        Receive<StartRegion>(order =>
        {
            if (order.Coordinator is { } coordinator)
            {
                Context.ActorOf(ClusterSingletonManager.Props(
                    coordinator, PoisonPill.Instance, order.Settings), order.TypeName + "Coordinator");
            }

            Sender.Tell(Context.ActorOf(order.Region, order.TypeName));
        });
    }

    internal sealed record StartRegion(string TypeName, Props Region, Props? Coordinator,
        ClusterSingletonManagerSettings Settings);
}
