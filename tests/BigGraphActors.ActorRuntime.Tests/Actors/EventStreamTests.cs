using Akka.Actor;
using Akka.Event;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class EventStreamTests : TestKit
{
    private interface INews;

    [Fact]
    public void A_class_a_base_class_and_an_interface_all_match_and_each_event_comes_once()
    {
        Sys.EventStream.Subscribe<INews>(TestActor);
        Sys.EventStream.Subscribe<Report>(TestActor);
        Sys.EventStream.Subscribe(TestActor, typeof(SpecialReport));
        Sys.EventStream.Publish(new SpecialReport());
        ExpectMsg<SpecialReport>();
        ExpectNoMsg();
        Sys.EventStream.Publish(new Report());
        ExpectMsg<Report>();
        ExpectNoMsg();
    }

    [Fact]
    public void Unsubscribing_ends_the_delivery()
    {
        Sys.EventStream.Subscribe<Report>(TestActor);
        Sys.EventStream.Publish(new Report());
        ExpectMsg<Report>();
        Assert.True(Sys.EventStream.Unsubscribe(TestActor, typeof(Report)));
        Sys.EventStream.Publish(new Report());
        ExpectNoMsg();
    }

    [Fact]
    public void A_message_to_a_stopped_actor_is_a_dead_letter()
    {
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()));
        Watch(echo);
        Sys.Stop(echo);
        ExpectTerminated(echo);
        Sys.EventStream.Subscribe<DeadLetter>(TestActor);
        echo.Tell("too late");
        var letter = ExpectMsg<DeadLetter>();
        Assert.Equal("too late", letter.Message);
        Assert.Equal(TestActor, letter.Sender);
        Assert.Equal(echo, letter.Recipient);
    }

    [Fact]
    public void A_log_line_carries_the_path_of_its_actor()
    {
        Sys.EventStream.Subscribe<Warning>(TestActor);
        var speaker = Sys.ActorOf(Props.Create(() => new Speaker()), "speaker");
        speaker.Tell(3);
        var line = ExpectMsg<Warning>();
        Assert.Equal("the number is 3", line.Message.ToString());
        Assert.Contains("/user/speaker", line.LogSource, StringComparison.Ordinal);
    }

    private class Report : INews;

    private sealed class SpecialReport : Report;

    private sealed class Speaker : ReceiveActor
    {
        public Speaker()
        {
            var log = Context.GetLogger();
            Receive<int>(number => log.Warning("the number is {0}", number));
        }
    }
}
