using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class DeathWatchTests : TestKit
{
    [Fact]
    public void The_watcher_hears_of_a_stop_once()
    {
        var actor = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(actor);
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        var terminated = ExpectTerminated(actor);
        Assert.True(terminated.ExistenceConfirmed);
        Assert.False(terminated.AddressTerminated);
        ExpectNoMsg();
    }

    [Fact]
    public void The_watcher_of_the_dead_hears_at_once()
    {
        var actor = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(actor);
        Sys.Stop(actor);
        ExpectTerminated(actor);
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_watch_taken_back_says_nothing()
    {
        var actor = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(actor);
        Unwatch(actor);
        Sys.Stop(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void A_poison_pill_comes_after_the_messages_before_it()
    {
        var actor = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(actor);
        actor.Tell("before");
        actor.Tell(PoisonPill.Instance);
        actor.Tell("after");
        ExpectMsg("before");
        ExpectTerminated(actor);
        ExpectNoMsg();
    }

    [Fact]
    public void Not_handling_the_end_of_a_watched_actor_ends_the_watcher()
    {
        var victim = Sys.ActorOf(Props.Create(() => new EchoActor()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(victim, null)));
        Assert.Equal("watching", watcher.Ask<string>("are you there?").GetAwaiter().GetResult());
        Watch(watcher);
        Sys.Stop(victim);
        ExpectTerminated(watcher);
    }

    [Fact]
    public void WatchWith_sends_the_message_asked_for()
    {
        var victim = Sys.ActorOf(Props.Create(() => new EchoActor()));
        var watcher = Sys.ActorOf(Props.Create(() => new Watcher(victim, TestActor)));
        Assert.Equal("watching", watcher.Ask<string>("are you there?").GetAwaiter().GetResult());
        Sys.Stop(victim);
        ExpectMsg("it is over");
    }

    [Fact]
    public void A_name_is_free_again_soon_after_the_end()
    {
        for (var i = 0; i < 20; i++)
        {
            IActorRef actor = ActorRefs.Nobody;
            AwaitAssert(() => actor = Sys.ActorOf(Props.Create(() => new EchoActor()), "same"));
            Watch(actor);
            Sys.Stop(actor);
            ExpectTerminated(actor);
        }
    }

    [Fact]
    public void Children_stop_before_their_parent()
    {
        var parent = Sys.ActorOf(Props.Create(() => new ParentActor(SupervisorStrategy.DefaultStrategy)));
        var child = parent.Ask<IActorRef>(Props.Create(() => new EchoActor())).GetAwaiter().GetResult();
        Watch(child);
        Watch(parent);
        Sys.Stop(parent);
        ExpectTerminated(child);
        ExpectTerminated(parent);
    }

    private sealed class Watcher : ReceiveActor
    {
        private readonly IActorRef? _witness;

        public Watcher(IActorRef victim, IActorRef? witness)
        {
            _witness = witness;
            if (witness is null)
            {
                Context.Watch(victim);
            }
            else
            {
                Context.WatchWith(victim, new Over());
            }

            Receive<string>(_ => Sender.Tell("watching"));
            Receive<Over>(_ => _witness!.Tell("it is over"));
        }

        private sealed record Over;
    }
}
