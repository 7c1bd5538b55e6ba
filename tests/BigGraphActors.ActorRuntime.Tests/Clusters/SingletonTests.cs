using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Clusters;

public sealed class SingletonTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly ActorSystem _other = ClusterNode.Start(0, "lock");

    public SingletonTests()
        : base(ClusterNode.Settings(0, "lock"), "remote")
    {
        Manage(Sys);
        Akka.Cluster.Cluster.Get(Sys).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(1, ClusterNode.UpIn(Sys)), Wait);
        Manage(_other);
        Akka.Cluster.Cluster.Get(_other).Join(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(2, ClusterNode.UpIn(_other)), Wait);
    }

    [Fact]
    public void It_runs_on_the_oldest_and_is_handed_over_when_that_leaves()
    {
        var proxy = Proxy(_other);
        AwaitAssert(() => Assert.Equal(Home(Sys), Where(proxy)), Wait);
        Shutdown(Sys);
        AwaitAssert(() => Assert.Equal(Home(_other), Where(proxy)), Wait);
    }

    [Fact]
    public void It_moves_when_its_node_is_downed()
    {
        var proxy = Proxy(_other);
        AwaitAssert(() => Assert.Equal(Home(Sys), Where(proxy)), Wait);
        Akka.Cluster.Cluster.Get(_other).Down(ClusterNode.AddressOf(Sys));
        AwaitAssert(() => Assert.Equal(Home(_other), Where(proxy)), Wait);
    }

    [Fact]
    public void A_proxy_keeps_messages_until_the_singleton_is_found()
    {
        var proxy = Proxy(Sys);
        proxy.Tell("where", TestActor);
        Assert.Equal(Home(Sys), ExpectMsg<string>(Wait));
    }

    protected override void AfterAll() => Shutdown(_other);

    private static string Home(ActorSystem system) => ClusterNode.AddressOf(system).ToString();

    private static void Manage(ActorSystem system) => system.ActorOf(ClusterSingletonManager.Props(
        Props.Create(() => new Locator()), PoisonPill.Instance,
        ClusterSingletonManagerSettings.Create(system).WithRole("lock").WithSingletonName("one")), "lock");

    private static IActorRef Proxy(ActorSystem system) => system.ActorOf(ClusterSingletonProxy.Props(
        "/user/lock", ClusterSingletonProxySettings.Create(system).WithRole("lock").WithSingletonName("one")));

    private static string Where(IActorRef proxy) =>
        proxy.Ask<string>("where", TimeSpan.FromSeconds(2)).GetAwaiter().GetResult();

    private sealed class Locator : ReceiveActor
    {
        public Locator()
        {
            ReceiveAny(_ => Sender.Tell(Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString()));
        }
    }
}
