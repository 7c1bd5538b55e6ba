using Akka.Actor;
using Akka.Routing;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class RouterTests : TestKit
{
    [Fact]
    public void Round_robin_gives_each_routee_its_turn()
    {
        var router = Sys.ActorOf(Props.Create(() => new Named(null)).WithRouter(new RoundRobinPool(3)));
        for (var i = 0; i < 9; i++)
        {
            router.Tell("who");
        }

        Assert.All(ReceiveN(9).GroupBy(name => name), turns => Assert.Equal(3, turns.Count()));
    }

    [Fact]
    public void Broadcast_reaches_every_routee()
    {
        var router = Sys.ActorOf(new BroadcastPool(4).Props(Props.Create(() => new Named(null))));
        router.Tell("who");
        Assert.Equal(4, ReceiveN(4).Distinct().Count());
        ExpectNoMsg();
    }

    [Fact]
    public void Any_router_passes_a_broadcast_message_to_all()
    {
        var router = Sys.ActorOf(new RoundRobinPool(3).Props(Props.Create(() => new Named(null))));
        router.Tell(new Broadcast("who"));
        Assert.Equal(3, ReceiveN(3).Distinct().Count());
    }

    [Fact]
    public async Task Smallest_mailbox_avoids_the_one_with_most_to_do()
    {
        using var gate = new ManualResetEventSlim();
        var router = Sys.ActorOf(new SmallestMailboxPool(2).Props(Props.Create(() => new Named(gate))));
        var routees = await router.Ask<Routees>(GetRoutees.Instance, TimeSpan.FromSeconds(20));
        var busy = routees.Members.First();
        busy.Send("block", TestActor);
        var blocked = ExpectMsg<string>();
        for (var i = 0; i < 50; i++)
        {
            busy.Send(i, TestActor);
        }

        for (var i = 0; i < 5; i++)
        {
            router.Tell("who", TestActor);
            Assert.NotEqual(blocked, ExpectMsg<string>());
        }

        gate.Set();
    }

    [Fact]
    public async Task A_routee_that_stops_leaves_the_pool_and_the_last_one_ends_it()
    {
        var router = Sys.ActorOf(new RoundRobinPool(2).Props(Props.Create(() => new Named(null))));
        var before = await router.Ask<Routees>(GetRoutees.Instance, TimeSpan.FromSeconds(20));
        Assert.Equal(2, before.Members.Count());
        Watch(router);
        before.Members.First().Send(PoisonPill.Instance, ActorRefs.NoSender);
        AwaitCondition(() => router.Ask<Routees>(GetRoutees.Instance).GetAwaiter().GetResult().Members.Count() == 1);
        before.Members.Last().Send(PoisonPill.Instance, ActorRefs.NoSender);
        ExpectTerminated(router);
    }

    [Fact]
    public void A_failing_routee_is_restarted_alone_by_default()
    {
        var router = Sys.ActorOf(new BroadcastPool(2).WithSupervisorStrategy(SupervisorStrategy.DefaultStrategy)
            .Props(Props.Create(() => new LifeCycleActor(TestActor))));
        var started = ReceiveN(4);
        Assert.Equal(2, started.Count(text => text.Equals("PreStart")));
        router.Ask<Routees>(GetRoutees.Instance).GetAwaiter().GetResult().Members.First()
            .Send(new InvalidOperationException("boom"), ActorRefs.NoSender);
        foreach (var expected in new[] { "PreRestart boom boom", "PostStop", "constructed", "PostRestart boom",
            "PreStart" })
        {
            ExpectMsg(expected);
        }

        ExpectNoMsg();
        router.Tell("still there");
        ReceiveN(2);
    }

    [Fact]
    public void A_poison_pill_ends_the_router_and_its_routees()
    {
        var router = Sys.ActorOf(new RoundRobinPool(2).Props(Props.Create(() => new LifeCycleActor(TestActor))));
        ReceiveN(4);
        Watch(router);
        router.Tell(PoisonPill.Instance);
        Assert.Equal(2, ReceiveN(2).Count(text => text.Equals("PostStop")));
        ExpectTerminated(router);
    }

    private sealed class Named : ReceiveActor
    {
        public Named(ManualResetEventSlim? gate)
        {
            Receive<string>(text => text == "block", _ =>
            {
                Sender.Tell(Self.Path.Name);
                gate!.Wait(TimeSpan.FromSeconds(5));
            });
            Receive<string>(_ => Sender.Tell(Self.Path.Name));
            Receive<int>(_ => { });
        }
    }
}
