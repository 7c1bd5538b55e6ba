using Akka.Actor;
using Akka.Cluster;

namespace BigGraphActors.ActorRuntime.Tests.Processes;

/// <summary>Says who comes and goes, as this node sees it.</summary>
internal sealed class EventPrinter : ReceiveActor
{
    public EventPrinter()
    {
        Receive<ClusterEvent.MemberUp>(told => Say("member-up", told.Member));
        Receive<ClusterEvent.MemberRemoved>(told => Say("removed", told.Member));
        Receive<ClusterEvent.UnreachableMember>(told => Say("unreachable", told.Member));
        Receive<ClusterEvent.ReachableMember>(told => Say("reachable", told.Member));
    }

    protected override void PreStart() => Akka.Cluster.Cluster.Get(Context.System).Subscribe(Self,
        ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

    /// <summary>What is not named above is of no interest.</summary>
    protected override void Unhandled(object message)
    {
    }

    private static void Say(string what, Member member) => NodeProgram.Say($"{what} {member.Address.Port}");
}
