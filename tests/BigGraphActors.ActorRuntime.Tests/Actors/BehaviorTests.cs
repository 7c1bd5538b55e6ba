using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class BehaviorTests : TestKit
{
    [Fact]
    public void Become_replaces_and_BecomeStacked_covers_the_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Moody()));
        foreach (var (say, expect) in new[]
        {
            ("hello", "neutral"), ("happy", null), ("hello", "happy"), ("sad", null), ("hello", "sad"), ("back", null),
                ("hello", "happy"),
            ("back", null), ("hello", "neutral"), ("back", null), ("hello", "neutral"),
        })
        {
            actor.Tell(say);
            if (expect is not null)
            {
                ExpectMsg(expect);
            }
        }
    }

    [Fact]
    public void Become_in_the_constructor_is_the_first_behaviour()
    {
        var actor = Sys.ActorOf(Props.Create(() => new BornReady()));
        actor.Tell("hello");
        ExpectMsg("ready");
    }

    [Fact]
    public void A_handler_that_gives_false_leaves_the_message_to_the_next()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Choosy()));
        actor.Tell(1);
        ExpectMsg("odd");
        actor.Tell(2);
        ExpectMsg("even");
    }

    [Fact]
    public void Unhandled_messages_are_published()
    {
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        var actor = Sys.ActorOf(Props.Create(() => new BornReady()));
        actor.Tell(17);
        var unhandled = ExpectMsg<UnhandledMessage>();
        Assert.Equal(17, unhandled.Message);
        Assert.Equal(actor, unhandled.Recipient);
    }

    [Fact]
    public void Messages_of_one_sender_keep_their_order()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        for (var i = 0; i < 1000; i++)
        {
            echo.Tell(i);
        }

        Assert.Equal(Enumerable.Range(0, 1000).Cast<object>(), ReceiveN(1000));
    }

    [Fact]
    public void Two_thousand_senders_lose_and_double_nothing()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Parallel.For(0, 2000, i => echo.Tell(i, TestActor));
        Assert.Equal(Enumerable.Range(0, 2000), ReceiveN(2000).Cast<int>().Order());
        ExpectNoMsg();
    }

    [Fact]
    public void An_asynchronous_handler_keeps_its_sender_and_holds_other_messages_back()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(gate.Task)));
        actor.Tell("wait");
        actor.Tell("now");
        ExpectNoMsg();
        gate.SetResult();
        ExpectMsg("waited");
        ExpectMsg("now");
    }

    [Fact]
    public void A_failing_asynchronous_handler_restarts_its_actor()
    {
        var gate = new TaskCompletionSource();
        var actor = Sys.ActorOf(Props.Create(() => new Waiter(gate.Task)));
        actor.Tell("wait");
        actor.Tell("now");
        gate.SetException(new InvalidOperationException("boom"));
        ExpectMsg("now");
    }

    [Fact]
    public void A_receive_timeout_comes_after_silence()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Silent(TestActor)));
        ExpectMsg("timeout");
        actor.Tell("off");
        ExpectMsg("off");
        ExpectNoMsg(150);
    }

    [Fact]
    public void An_untyped_actor_hands_on_what_it_does_not_know()
    {
        Sys.EventStream.Subscribe<UnhandledMessage>(TestActor);
        Sys.ActorOf(Props.Create(() => new Untyped())).Tell("unknown");
        Assert.Equal("unknown", ExpectMsg<UnhandledMessage>().Message);
    }

    private sealed class Untyped : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class Moody : ReceiveActor
    {
        public Moody()
        {
            Receive<string>(text => text == "hello", _ => Sender.Tell("neutral"));
            Receive<string>(text => text == "happy", _ => Become(Happy));
        }

        private void Happy()
        {
            Receive<string>(text => text == "hello", _ => Sender.Tell("happy"));
            Receive<string>(text => text == "sad", _ => BecomeStacked(Sad));
            Receive<string>(text => text == "back", _ => UnbecomeStacked());
        }

        private void Sad()
        {
            Receive<string>(text => text == "hello", _ => Sender.Tell("sad"));
            Receive<string>(text => text == "back", _ => UnbecomeStacked());
        }
    }

    private sealed class BornReady : ReceiveActor
    {
        public BornReady()
        {
            Become(() => Receive<string>(_ => Sender.Tell("ready")));
        }
    }

    private sealed class Choosy : ReceiveActor
    {
        public Choosy()
        {
            Receive<int>(number =>
            {
                if (number % 2 == 0)
                {
                    return false;
                }

                Sender.Tell("odd");
                return true;
            });
            ReceiveAny(_ => Sender.Tell("even"));
        }
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(Task gate)
        {
            ReceiveAsync<string>(text => text == "wait", async _ =>
            {
                await gate;
                Sender.Tell("waited");
            });
            Receive<string>(text => Sender.Tell(text));
        }
    }

    private sealed class Silent : ReceiveActor
    {
        public Silent(IActorRef witness)
        {
            SetReceiveTimeout(TimeSpan.FromMilliseconds(50));
            Receive<ReceiveTimeout>(_ =>
            {
                witness.Tell("timeout");
                Context.SetReceiveTimeout(null);
            });
            Receive<string>(text => witness.Tell(text));
        }
    }
}
