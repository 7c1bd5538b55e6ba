using Akka.Actor;
using Akka.Pattern;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class BackoffTests : TestKit
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Max = TimeSpan.FromMilliseconds(1000);

    [Fact]
    public void A_failing_child_comes_back_after_a_delay()
    {
        var supervisor = Supervise(Backoff.OnFailure(Child(), "child", Min, Max, 0, -1));
        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        supervisor.Tell(new InvalidOperationException("boom"));
        ExpectMsg("PostStop");
        ExpectNoMsg(100);
        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        supervisor.Tell("hello");
        ExpectMsg("got hello");
    }

    [Fact]
    public void A_stopped_child_comes_back_after_a_delay()
    {
        var supervisor = Supervise(Backoff.OnStop(Child(), "child", Min, Max, 0, -1));
        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        var child = supervisor.Ask<BackoffSupervisor.CurrentChild>(BackoffSupervisor.GetCurrentChild.Instance)
            .GetAwaiter().GetResult();
        Sys.Stop(child.Ref);
        ExpectMsg("PostStop");
        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        var count = supervisor.Ask<BackoffSupervisor.RestartCount>(BackoffSupervisor.GetRestartCount.Instance)
            .GetAwaiter().GetResult();
        Assert.InRange(count.Count, 0, 1);
    }

    [Fact]
    public void Messages_while_the_child_is_down_are_answered_if_asked_for()
    {
        var supervisor = Supervise(Backoff.OnFailure(Child(), "child", Max, Max, 0, -1).WithReplyWhileStopped("down"));
        ExpectMsg("constructed");
        ExpectMsg("PreStart");
        supervisor.Tell(new InvalidOperationException("boom"));
        ExpectMsg("PostStop");
        AwaitAssert(() =>
        {
            supervisor.Tell("hello");
            ExpectMsg("down", TimeSpan.FromMilliseconds(100));
        });
    }

    [Fact]
    public void Too_many_failures_end_the_supervisor()
    {
        var supervisor = Supervise(Backoff.OnFailure(Child(), "child", TimeSpan.FromMilliseconds(10), Max, 0, 1)
            .WithManualReset());
        Watch(supervisor);
        for (var i = 0; i < 2; i++)
        {
            ExpectMsg("constructed");
            ExpectMsg("PreStart");
            supervisor.Tell(new InvalidOperationException("boom"));
            ExpectMsg("PostStop");
        }

        ExpectTerminated(supervisor);
    }

    private IActorRef Supervise(BackoffOptions options) => Sys.ActorOf(BackoffSupervisor.Props(options));

    private Props Child() => Props.Create(() => new LifeCycleActor(TestActor));
}
