using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class AskTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_first_reply_completes_the_task()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Assert.Equal("hello", await echo.Ask<string>("hello", Wait));
        Assert.Equal(5, await echo.Ask(5, Wait));
    }

    [Fact]
    public async Task No_reply_in_time_fails_the_task()
    {
        var silent = Sys.ActorOf(Props.Create(() => new Silent()));
        await Assert.ThrowsAsync<AskTimeoutException>(() => silent.Ask<string>("hello", TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_failure_as_reply_fails_the_task_with_its_cause()
    {
        var failing = Sys.ActorOf(Props.Create(() => new Failing()));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => failing.Ask<string>("hello", Wait));
        Assert.Equal("no", failure.Message);
    }

    [Fact]
    public async Task A_reply_of_another_type_fails_the_task()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        await Assert.ThrowsAsync<ArgumentException>(() => echo.Ask<int>("hello", Wait));
    }

    [Fact]
    public void PipeTo_sends_the_result_or_the_failure()
    {
        Task.FromResult(7).PipeTo(TestActor);
        ExpectMsg(7);
        Task.FromException<int>(new InvalidOperationException("no")).PipeTo(TestActor);
        Assert.Equal("no", ExpectMsg<Status.Failure>().Cause.Message);
        Task.FromResult(7).PipeTo(TestActor, success: number => $"is {number}");
        ExpectMsg("is 7");
        Task.FromException<int>(new InvalidOperationException("no"))
            .PipeTo(TestActor, failure: cause => "was " + cause.Message);
        ExpectMsg("was no");
    }

    [Fact]
    public void Forward_keeps_the_first_sender()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        var forwarder = Sys.ActorOf(Props.Create(() => new Forwarder(echo)));
        forwarder.Tell("hello");
        ExpectMsg("hello");
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public async Task A_selection_finds_an_actor_by_its_path()
    {
        var parent = Sys.ActorOf(Props.Create(() => new ParentActor(SupervisorStrategy.DefaultStrategy)), "parent");
        var child = await parent.Ask<IActorRef>(Props.Create(() => new EchoActor()), Wait);
        Assert.Equal(child, await Sys.ActorSelection(child.Path.ToStringWithoutAddress()).ResolveOne(Wait));
        Assert.Equal(child, await Sys.ActorSelection(child.Path).ResolveOne(Wait));
        Sys.ActorSelection("/user/parent/*").Tell("to all", TestActor);
        ExpectMsg("to all");
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Sys.ActorSelection("/user/nobody").ResolveOne(Wait));
    }

    [Fact]
    public async Task GracefulStop_waits_for_the_end()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(echo);
        Assert.True(await echo.GracefulStop(Wait));
        ExpectTerminated(echo);
    }

    [Fact]
    public void Names_are_unique_among_sisters_and_well_formed()
    {
        Sys.ActorOf(Props.Create(() => new EchoActor()), "taken");
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new EchoActor()), "taken"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new EchoActor()), "with space"));
        Assert.Throws<InvalidActorNameException>(() => Sys.ActorOf(Props.Create(() => new EchoActor()), ""));
    }

    private sealed class Silent : ReceiveActor;

    private sealed class Failing : ReceiveActor
    {
        public Failing()
        {
            ReceiveAny(_ => Sender.Tell(new Status.Failure(new InvalidOperationException("no"))));
        }
    }

    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef target)
        {
            ReceiveAny(message => target.Forward(message));
        }
    }
}
