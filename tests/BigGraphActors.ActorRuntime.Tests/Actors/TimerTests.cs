using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class TimerTests : TestKit
{
    [Fact]
    public void A_single_timer_fires_once_and_a_periodic_one_until_cancelled()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticker(TestActor)));
        actor.Tell("single");
        ExpectMsg("tick");
        ExpectNoMsg();
        actor.Tell("periodic");
        ReceiveN(3);
        actor.Tell("cancel");
        FishForMessage(message => message.Equals("cancelled"));
        ExpectNoMsg();
    }

    [Fact]
    public void A_timer_with_the_same_key_replaces_the_other()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticker(TestActor)));
        actor.Tell("replace");
        ExpectMsg("second");
        ExpectNoMsg();
    }

    [Fact]
    public void A_restart_ends_all_timers()
    {
        var actor = Sys.ActorOf(Props.Create(() => new Ticker(TestActor)));
        actor.Tell("periodic");
        ExpectMsg("tick");
        actor.Tell("fail");
        FishForMessage(message => message.Equals("restarted"));
        ExpectNoMsg();
    }

    [Fact]
    public void The_scheduler_sends_once_and_again_and_again_until_cancelled()
    {
        Sys.Scheduler.ScheduleTellOnce(TimeSpan.FromMilliseconds(10), TestActor, "once", ActorRefs.NoSender);
        ExpectMsg("once");
        ExpectNoMsg();
        var repeated = Sys.Scheduler.ScheduleTellRepeatedlyCancelable(
            TimeSpan.Zero, TimeSpan.FromMilliseconds(10), TestActor, "again", ActorRefs.NoSender);
        ReceiveN(3);
        repeated.Cancel();
        while (ReceiveOne(TimeSpan.FromMilliseconds(50)) is not null)
        {
        }

        ExpectNoMsg();
    }

    [Fact]
    public void A_cancelled_message_is_never_sent()
    {
        var later = Sys.Scheduler.ScheduleTellOnceCancelable(
            TimeSpan.FromMilliseconds(50), TestActor, "later", ActorRefs.NoSender);
        later.Cancel();
        ExpectNoMsg(150);
    }

    private sealed class Ticker : ReceiveActor, IWithTimers
    {
        private readonly IActorRef _witness;

        public Ticker(IActorRef witness)
        {
            _witness = witness;
            Receive<string>(text => text == "single", _ =>
                Timers.StartSingleTimer("key", "tick", TimeSpan.FromMilliseconds(10)));
            Receive<string>(text => text == "periodic", _ =>
                Timers.StartPeriodicTimer("key", "tick", TimeSpan.FromMilliseconds(10)));
            Receive<string>(text => text == "replace", _ =>
            {
                Timers.StartSingleTimer("key", "first", TimeSpan.FromMilliseconds(20));
                Timers.StartSingleTimer("key", "second", TimeSpan.FromMilliseconds(20));
            });
            Receive<string>(text => text == "cancel", _ =>
            {
                Timers.Cancel("key");
                witness.Tell("cancelled");
            });
            Receive<string>(text => text == "fail", _ => throw new InvalidOperationException("boom"));
            Receive<string>(text => witness.Tell(text));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PostRestart(Exception reason) => _witness.Tell("restarted");
    }
}
