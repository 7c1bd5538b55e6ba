using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Actors;

namespace BigGraphActors.ActorRuntime.Tests.Remote;

public sealed class RemotingTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
    private readonly ActorSystem _other = RemoteNode.Start();

    public RemotingTests()
        : base(RemoteNode.Settings(), "remote")
    {
    }

    [Fact]
    public async Task A_question_is_answered_from_another_node()
    {
        var echo = Echo();
        Assert.Equal("hello", await echo.Ask<string>("hello", Wait));
        Assert.Equal(new Note("hello"), await echo.Ask<Note>(new Note("hello"), Wait));
        Assert.Equal(42, await echo.Ask<int>(42, Wait));
    }

    [Fact]
    public void Messages_keep_their_order_and_their_sender()
    {
        var echo = Echo();
        for (var i = 0; i < 5000; i++)
        {
            echo.Tell(i, TestActor);
        }

        Assert.Equal(Enumerable.Range(0, 5000).Cast<object>(), ReceiveN(5000, Wait));
        Assert.Equal(echo, LastSender);
    }

    [Fact]
    public void A_watcher_hears_of_an_end_on_another_node()
    {
        var echo = Echo();
        Watch(echo);
        echo.Tell(PoisonPill.Instance);
        var end = ExpectTerminated(echo, Wait);
        Assert.False(end.AddressTerminated);
        Watch(echo);
        ExpectTerminated(echo, Wait);
    }

    [Fact]
    public void A_node_that_comes_back_at_its_address_is_another_and_its_actors_have_ended()
    {
        var echo = Echo();
        Watch(echo);
        var port = RemoteNode.AddressOf(_other).Port!.Value;
        Shutdown(_other);
        using var again = RemoteNode.Start(port);
        var fresh = again.ActorOf(Props.Create(() => new EchoActor()), "fresh");
        FishForMessage<Terminated>(end => end.ActorRef.Equals(echo), TimeSpan.FromSeconds(15));
        AwaitAssert(() => Assert.Equal("hello", RemoteNode.From(Sys, again, fresh)
            .Ask<string>("hello", TimeSpan.FromSeconds(1))
            .GetAwaiter().GetResult()), Wait);
    }

    /// <summary>
    /// Akka.NET binds whatever is not bound to JSON with type names; where that is bound to a refusal, both refuse.
    /// </summary>
    [Fact]
    public void An_unbound_message_is_refused_where_it_is_sent()
    {
        var echo = Echo();
        Sys.EventStream.Subscribe<Error>(TestActor);
        echo.Tell(new Unbound("no"));
        Assert.Contains("Unbound", ExpectMsg<Error>(Wait).ToString(), StringComparison.Ordinal);
        echo.Tell("still there");
        ExpectMsg("still there", Wait);
    }

    [Fact]
    public void An_unknown_manifest_is_refused_and_logged_where_it_arrives_and_nothing_is_made_of_it()
    {
        const string Test = "BigGraphActors.ActorRuntime.Tests";
        var bare = ConfigurationFactory.ParseString($$"""
            akka {
              loggers = []
              coordinated-shutdown.run-by-clr-shutdown-hook = off
              actor {
                provider = remote
                serializers { one = "{{Test}}.Remote.OneSidedSerializer, {{Test}}" }
                serialization-bindings { "{{Test}}.Remote.OneSided, {{Test}}" = one }
              }
              remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
            }
            """);
        using var stranger = ActorSystem.Create("remote", bare);
        var echo = Sys.ActorOf(Props.Create(() => new EchoActor()), "echo-here");
        var fromThere = RemoteNode.From(stranger, Sys, echo);
        Sys.EventStream.Subscribe<LogEvent>(TestActor);
        fromThere.Tell(new OneSided("no"), ActorRefs.NoSender);
        FishForMessage<LogEvent>(line => line.Message.ToString()!.Contains("manifest",
            StringComparison.OrdinalIgnoreCase), Wait);
    }

    [Fact]
    public void A_message_longer_than_a_frame_is_dropped_alone()
    {
        var echo = Echo();
        Sys.EventStream.Subscribe<Error>(TestActor);
        echo.Tell(new string('x', 100_000));
        ExpectMsg<Error>(Wait);
        echo.Tell("still there");
        ExpectMsg("still there", Wait);
    }

    [Fact]
    public void A_message_to_a_node_that_is_not_there_is_a_dead_letter_and_no_failure()
    {
        var nobody = Sys.ActorSelection("akka.tcp://remote@127.0.0.1:1/user/nobody");
        nobody.Tell("hello");
        ExpectNoMsg();
    }

    protected override void AfterAll() => Shutdown(_other);

    private IActorRef Echo() => RemoteNode.From(Sys, _other, _other.ActorOf(Props.Create(() => new EchoActor())));
}
