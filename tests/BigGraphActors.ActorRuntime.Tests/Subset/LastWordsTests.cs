using Akka.Actor;
using Akka.TestKit.Xunit2;
using BigGraphActors.ActorRuntime.Tests.Actors;
using BigGraphActors.ActorRuntime.Tests.Remote;

namespace BigGraphActors.ActorRuntime.Tests.Subset;

/// <summary>What others hear of a node that ends, with and without a word.</summary>
public sealed class LastWordsTests : TestKit
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly ActorSystem _other = RemoteNode.Start();

    public LastWordsTests()
        : base(RemoteNode.Settings(more: "akka.remote.watch-repeat-interval = 300ms"), "remote")
    {
    }

    [Fact]
    public async Task What_actors_say_while_their_system_ends_is_heard()
    {
        const int Words = 400;
        var parting = RemoteNode.From(Sys, _other, _other.ActorOf(Props.Create(() => new Parting(Words))));
        Assert.Equal("hello", await parting.Ask<string>("hello", Wait));
        parting.Tell("hello", TestActor);
        ExpectMsg("hello", Wait);
        Shutdown(_other);
        Assert.All(ReceiveN(Words, Wait), static word => Assert.Equal(Parting.Word, word));
    }

    [Fact]
    public void The_actors_of_a_node_that_ended_without_a_word_have_ended_when_another_answers_in_its_place()
    {
        var echo = Watch(Echo());
        var port = RemoteNode.AddressOf(_other).Port!.Value;
        ((ActorSystemCore)_other).Remoting!.Dispose();
        ExpectNoMsg(TimeSpan.FromSeconds(1));
        using var again = RemoteNode.Start(port);
        Assert.True(ExpectTerminated(echo, Wait).AddressTerminated);
    }

    protected override void AfterAll() => Shutdown(_other);

    private IActorRef Echo() => RemoteNode.From(Sys, _other, _other.ActorOf(Props.Create(() => new EchoActor())));

    /// <summary>Says what it is told, and much to the last who spoke when it ends.</summary>
    private sealed class Parting : ReceiveActor
    {
        /// <summary>Long, so that it is said in an instant and takes a while to send.</summary>
        public static readonly string Word = new('x', 50_000);

        private readonly int _words;
        private IActorRef _last = ActorRefs.Nobody;

        public Parting(int words)
        {
            _words = words;
            Receive<string>(word =>
            {
                _last = Sender;
                Sender.Tell(word);
            });
        }

        protected override void PostStop()
        {
            for (var i = 0; i < _words; i++)
            {
                _last.Tell(Word);
            }
        }
    }
}
