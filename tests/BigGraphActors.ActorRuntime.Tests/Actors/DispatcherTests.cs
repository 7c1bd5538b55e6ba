using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class DispatcherTests : TestKit
{
    private const string Settings = """
        own-threads { type = ForkJoinDispatcher, throughput = 1
          dedicated-thread-pool { thread-count = 2, threadtype = background } }
        pinned { type = PinnedDispatcher }
        """;

    public DispatcherTests()
        : base(Settings)
    {
    }

    [Fact]
    public void Dedicated_threads_are_not_the_pools()
    {
        var actors = Enumerable.Range(0, 4)
            .Select(_ => Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher("own-threads"))).ToList();
        var threads = new HashSet<int>();
        for (var i = 0; i < 20; i++)
        {
            foreach (var actor in actors)
            {
                actor.Tell("where");
                var (id, isPool) = ExpectMsg<(int, bool)>();
                Assert.False(isPool);
                threads.Add(id);
            }
        }

        Assert.True(threads.Count <= 2, $"two threads were asked for, {threads.Count} were seen");
    }

    [Fact]
    public void A_pinned_actor_has_one_thread_for_all_its_life()
    {
        var actor = Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher("pinned"));
        var other = Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher("pinned"));
        actor.Tell("where");
        var first = ExpectMsg<(int, bool)>();
        other.Tell("where");
        Assert.NotEqual(first.Item1, ExpectMsg<(int, bool)>().Item1);
        actor.Tell("where");
        Assert.Equal(first, ExpectMsg<(int, bool)>());
    }

    [Fact]
    public void An_unknown_dispatcher_is_refused_by_name()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => Sys.ActorOf(Props.Create(() => new ThreadTeller()).WithDispatcher("no-such-dispatcher")));
        Assert.Contains("no-such-dispatcher", failure.Message, StringComparison.Ordinal);
    }

    private sealed class ThreadTeller : ReceiveActor
    {
        public ThreadTeller()
        {
            ReceiveAny(_ => Sender.Tell((Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread)));
        }
    }
}
