using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Clusters;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>A coordinator that looked for the region of its own node before there was one.</summary>
public sealed class LateRegionTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    public LateRegionTests()
        : base(ClusterNode.Settings(0, "worker"), "remote")
    {
    }

    [Fact]
    public void A_coordinator_finds_a_region_that_began_after_it()
    {
        Akka.Cluster.Cluster.Get(Sys).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(1, ClusterNode.UpIn(Sys)), Wait);
        var parent = ((ExtendedActorSystem)Sys).SystemActorOf(Props.Create(() => new SlowParent(TestActor)), "sharding");
        ExpectMsg("the coordinator has begun", Wait);

        // It has asked for whatever is at the region's place by now.
        ExpectNoMsg(TimeSpan.FromSeconds(1));
        parent.Tell("begin");
        var region = ExpectMsg<IActorRef>(Wait);
        region.Tell("anything", TestActor);
        ExpectMsg("here", Wait);
    }

    private sealed class SlowParent : ReceiveActor
    {
        public SlowParent(IActorRef test)
        {
            var settings = ClusterShardingSettings.Create(Context.System).WithRole("worker");
            var coordinator = Props.From(typeof(ShardCoordinator), () =>
            {
                test.Tell("the coordinator has begun");
                return new ShardCoordinator("things", settings,
                    ShardAllocationStrategy.LeastShardAllocationStrategy(1, 0.5));
            });
            Context.ActorOf(ClusterSingletonManager.Props(coordinator, PoisonPill.Instance,
                ClusterSingletonManagerSettings.Create(Context.System).WithSingletonName("singleton")
                    .WithRole("worker")), "thingsCoordinator");
            Receive<string>(_ => test.Tell(Context.ActorOf(ShardRegion.Props("things",
                static _ => Props.Create(() => new Entity()), settings, new OneEntity(), PoisonPill.Instance),
                "things")));
        }
    }

    private sealed class Entity : ReceiveActor
    {
        public Entity() => ReceiveAny(_ => Sender.Tell("here"));
    }

    private sealed class OneEntity() : HashCodeMessageExtractor(1)
    {
        public override string EntityId(object message) => "one";
    }
}
