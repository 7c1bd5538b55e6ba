using System.Collections.Concurrent;
using Akka;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace BigGraphActors.ActorRuntime.Tests.Actors;

public sealed class ShutdownTests : TestKit
{
    [Fact]
    public async Task Phases_run_in_their_order_and_tasks_of_one_phase_together()
    {
        var seen = new ConcurrentQueue<string>();
        var shutdown = CoordinatedShutdown.Get(Sys);
        var together = new CountdownEvent(2);
        Add(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "last");
        Add(CoordinatedShutdown.PhaseServiceStop, "middle");
        Add(CoordinatedShutdown.PhaseBeforeServiceUnbind, "first");
        for (var i = 0; i < 2; i++)
        {
            shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "pair" + i, () => Task.Run(() =>
            {
                together.Signal();
                Assert.True(together.Wait(TimeSpan.FromSeconds(20)));
                return Done.Instance;
            }));
        }

        var first = shutdown.Run(CoordinatedShutdown.ClusterLeavingReason.Instance);
        Assert.Same(first, shutdown.Run(CoordinatedShutdown.UnknownReason.Instance));
        await first;

        Assert.Equal(["first", "middle", "last"], seen);
        Assert.IsType<CoordinatedShutdown.ClusterLeavingReason>(shutdown.ShutdownReason);
        Assert.True(Sys.WhenTerminated.IsCompleted);

        void Add(string phase, string name) => shutdown.AddTask(phase, name, () =>
        {
            seen.Enqueue(name);
            return Task.FromResult(Done.Instance);
        });
    }

    [Fact]
    public async Task A_failing_task_does_not_keep_later_phases_from_running()
    {
        var ran = false;
        var shutdown = CoordinatedShutdown.Get(Sys);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceUnbind, "fails", () =>
            throw new InvalidOperationException("no"));
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "runs", () =>
        {
            ran = true;
            return Task.FromResult(Done.Instance);
        });
        await shutdown.Run(CoordinatedShutdown.UnknownReason.Instance);
        Assert.True(ran);
    }

    [Fact]
    public async Task Terminate_stops_all_actors_and_then_runs_the_callbacks()
    {
        var stopped = new TaskCompletionSource();
        Sys.ActorOf(Props.Create(() => new Leaver(stopped)));
        var orderly = false;
        Sys.RegisterOnTermination(() => orderly = stopped.Task.IsCompleted);
        await Sys.Terminate().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(orderly);
    }

    [Fact]
    public void An_unknown_phase_is_refused()
    {
        Assert.Throws<ConfigurationException>(() => CoordinatedShutdown.Get(Sys)
            .AddTask("no-such-phase", "task", () => Task.FromResult(Done.Instance)));
    }

    private sealed class Leaver : ReceiveActor
    {
        private readonly TaskCompletionSource _stopped;

        public Leaver(TaskCompletionSource stopped)
        {
            _stopped = stopped;
        }

        protected override void PostStop() => _stopped.SetResult();
    }
}
