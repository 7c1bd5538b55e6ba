using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class StashTests : TestKit
{
    [Fact]
    public void What_was_stashed_comes_first_and_in_order()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stasher()));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell("c");
        actor.Tell("open");
        actor.Tell("d");
        foreach (var expected in new[] { "a", "b", "c", "d" })
        {
            ExpectMsg(expected);
        }
    }

    [Fact]
    public void A_restart_brings_the_stashed_messages_back()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stasher()));
        actor.Tell("a");
        actor.Tell("b");
        actor.Tell("fail");
        actor.Tell("open");
        ExpectMsg("a");
        ExpectMsg("b");
    }

    [Fact]
    public void A_stop_makes_dead_letters_of_the_stashed_messages()
    {
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        var actor = Sys.ActorOf(Props.Create(() => new Stasher()));
        actor.Tell("a");
        actor.Tell(PoisonPill.Instance);
        Assert.Equal("a", ExpectMsg<DeadLetter>().Message);
    }

    [Fact]
    public void Stashing_one_message_twice_fails()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Stasher()));
        actor.Tell("twice");
        ExpectMsg("refused");
    }

    private sealed class Stasher : ReceiveActor, IWithStash
    {
        public Stasher()
        {
            Receive<string>(text => text == "open", _ =>
            {
                Stash.UnstashAll();
                Become(() => Receive<string>(text => Sender.Tell(text)));
            });
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("boom"));
            Receive<string>(text => text == "twice", _ =>
            {
                Stash.Stash();
                try
                {
                    Stash.Stash();
                }
                catch (IllegalActorStateException)
                {
                    Sender.Tell("refused");
                }
            });
            Receive<string>(_ => Stash.Stash());
        }

        public IStash Stash { get; set; } = null!;
    }
}
