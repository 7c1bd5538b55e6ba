using Akka.Actor;
using Akka.Configuration;
using BigGraphActors.Cluster.Trainers;

namespace BigGraphActors.Tests.Cluster.Trainers;

/// <summary>The router of HOGWILD workers as its caller sees it.</summary>
public sealed class HogwildCrewTests : IDisposable
{
    private const int Workers = 3;
    private readonly ActorSystem _system = ActorSystem.Create("crew", ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        {{HogwildHosting.Dispatcher}} { type = PinnedDispatcher, throughput = 1 }
        """));

    private readonly HogwildCrew _crew;

    public HogwildCrewTests() => _crew = HogwildHosting.CrewOf(
        _system.ActorOf(HogwildHosting.Props(Workers), "workers"));

    public void Dispose() => _system.Terminate().Wait();

    [Fact]
    public void Every_worker_does_its_share_on_a_thread_of_its_own()
    {
        int[] threads = new int[Workers];
        using Barrier all = new(Workers);
        _crew.Run(
            Workers,
            (share, stop) =>
            {
                // Nobody goes on before all are here: one thread could not do two shares.
                all.SignalAndWait(stop);
                threads[share] = Environment.CurrentManagedThreadId;
            },
            CancellationToken.None);
        Assert.Equal(Workers, threads.Distinct().Count());
    }

    [Fact]
    public void A_failed_share_ends_the_others_and_the_caller_hears_of_the_failure_itself()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => _crew.Run(
            Workers,
            (share, stop) =>
            {
                if (share == 1)
                {
                    throw new InvalidDataException("row 7");
                }

                stop.WaitHandle.WaitOne();
                stop.ThrowIfCancellationRequested();
            },
            CancellationToken.None));
        Assert.Equal("row 7", failure.Message);
    }

    [Fact]
    public void A_worker_that_failed_is_restarted_and_does_its_next_share()
    {
        for (int round = 0; round < 5; round++)
        {
            Assert.Throws<InvalidDataException>(
                () => _crew.Run(Workers, (_, _) => throw new InvalidDataException("again"), CancellationToken.None));
            int done = 0;
            _crew.Run(Workers, (_, _) => Interlocked.Increment(ref done), CancellationToken.None);
            Assert.Equal(Workers, done);
        }
    }
}
