using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class SupervisionTests : TestKit
{
    [Fact]
    public void A_restart_drops_the_failing_message_keeps_the_mailbox_and_forgets_the_state()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Restart));
        ExpectAll("constructed", "PreStart");

        child.Tell("count");
        ExpectMsg(1);
        child.Tell(new InvalidOperationException("boom"));
        child.Tell("next");
        child.Tell("count");

        ExpectAll("PreRestart boom boom", "PostStop", "constructed", "PostRestart boom", "PreStart", "got next");
        ExpectMsg(1);
        ExpectNoMsg();
    }

    [Fact]
    public void Resume_keeps_the_state_and_runs_no_hook()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Resume));
        ExpectAll("constructed", "PreStart");

        child.Tell("count");
        ExpectMsg(1);
        child.Tell(new InvalidOperationException("boom"));
        child.Tell("count");
        ExpectMsg(2);
        ExpectNoMsg();
    }

    [Fact]
    public void Stop_ends_the_child()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Stop));
        ExpectAll("constructed", "PreStart");
        Watch(child);

        child.Tell(new InvalidOperationException("boom"));

        ExpectMsg("PostStop");
        ExpectTerminated(child);
    }

    [Fact]
    public void Two_restarts_are_allowed_and_the_third_failure_stops_the_child()
    {
        var child = Child(new OneForOneStrategy(2, TimeSpan.FromMinutes(1), _ => Directive.Restart));
        ExpectAll("constructed", "PreStart");
        Watch(child);
        for (var i = 0; i < 2; i++)
        {
            child.Tell(new InvalidOperationException("boom"));
            ExpectAll("PreRestart boom boom", "PostStop", "constructed", "PostRestart boom", "PreStart");
        }

        child.Tell(new InvalidOperationException("boom"));

        ExpectMsg("PostStop");
        ExpectTerminated(child);
    }

    [Fact]
    public void Restarts_outside_the_window_are_forgotten()
    {
        var child = Child(new OneForOneStrategy(1, TimeSpan.FromMilliseconds(50), _ => Directive.Restart));
        ExpectAll("constructed", "PreStart");
        for (var i = 0; i < 3; i++)
        {
            child.Tell(new InvalidOperationException("boom"));
            ExpectAll("PreRestart boom boom", "PostStop", "constructed", "PostRestart boom", "PreStart");
            ExpectNoMsg(120);
        }
    }

    [Fact]
    public void Escalation_restarts_the_parent_and_with_it_stops_the_child()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Escalate));
        ExpectAll("constructed", "PreStart");
        Watch(child);

        child.Tell(new InvalidOperationException("boom"));

        ExpectMsg("PostStop");
        ExpectTerminated(child);
    }

    [Fact]
    public void A_failing_constructor_stops_the_actor_by_default()
    {
        var actor = Sys.ActorOf(Props.Create(() => new FailingConstructor()));
        Watch(actor);
        ExpectTerminated(actor);
    }

    [Fact]
    public void Kill_stops_by_the_default_decider()
    {
        var actor = Sys.ActorOf(Props.Create(() => new LifeCycleActor(TestActor)));
        ExpectAll("constructed", "PreStart");
        Watch(actor);

        actor.Tell(Kill.Instance);

        ExpectMsg("PostStop");
        ExpectTerminated(actor);
    }

    [Fact]
    public void A_failure_is_logged_with_its_cause()
    {
        var child = Child(new OneForOneStrategy(_ => Directive.Restart));
        EventFilter.Exception<InvalidOperationException>().ExpectOne(() =>
            child.Tell(new InvalidOperationException("boom")));
    }

    [Fact]
    public void A_restarted_parent_makes_its_children_anew()
    {
        var parent = Sys.ActorOf(Props.Create(() => new ParentActor(SupervisorStrategy.DefaultStrategy)));
        var child = ChildOf(parent, TestActor);
        ExpectAll("constructed", "PreStart");
        Watch(child);

        parent.Tell(new InvalidOperationException("boom"));

        ExpectMsg("PostStop");
        ExpectTerminated(child);
        ChildOf(parent, TestActor);
        ExpectAll("constructed", "PreStart");
    }

    private IActorRef Child(SupervisorStrategy strategy) =>
        ChildOf(Sys.ActorOf(Props.Create(() => new ParentActor(strategy))), TestActor);

    private static IActorRef ChildOf(IActorRef parent, IActorRef witness) =>
        parent.Ask<IActorRef>(Props.Create(() => new LifeCycleActor(witness)), TimeSpan.FromSeconds(20)).GetAwaiter()
            .GetResult();

    private void ExpectAll(params string[] messages)
    {
        foreach (var message in messages)
        {
            ExpectMsg(message);
        }
    }

    private sealed class FailingConstructor : ReceiveActor
    {
        public FailingConstructor()
        {
            throw new InvalidOperationException("no");
        }
    }
}
