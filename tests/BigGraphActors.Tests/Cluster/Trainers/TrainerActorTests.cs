using Akka.Actor;
using BigGraphActors.Cluster.Hosting;
using BigGraphActors.Cluster.Locking;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;
using BigGraphActors.Tests.Cluster.DataPlane;

namespace BigGraphActors.Tests.Cluster.Trainers;

public sealed class TrainerActorTests
{
    [Fact]
    public async Task A_trainer_that_is_given_its_run_as_an_object_opens_that_one_and_asks_nobody()
    {
        using TinyGraph graph = new();
        RunBlueprint run = RunBlueprint.Of(graph.Settings, sharesParameters: false);
        NodeSettings settings = new() { Roles = [NodeSettings.WorkerRole] };
        using ActorSystem system = ActorSystem.Create(
            settings.Cluster, NodeConfig.SetupOf(settings, "akka.loggers = []\nakka.stdout-loglevel = OFF", log: null));
        using CancellationTokenSource stop = new();
        TaskCompletionSource<RunBlueprint> opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using TableCache cache = new(0);
        using SpareTables spare = new(0);
        NodeName name = new("a:1#1");
        TrainerNode node = new()
        {
            Name = name,
            Threads = 1,
            Lock = new LockClient(name, () => { }),
            Cache = cache,
            Spare = spare,
            Client = new TableClient(PlaneNode.Quick),
            Queries = new SilentQueries(),
            Open = given =>
            {
                opened.TrySetResult(given);
                stop.Token.WaitHandle.WaitOne();
                throw new OperationCanceledException(stop.Token);
            },
            Publish = _ => { },
            Stop = stop.Token,
        };

        // Nobody answers at the place of the run's singleton.
        system.StartTrainer(new TrainerHosting.Parts(node, ActorRefs.Nobody, (_, _, _) => null, run));

        Assert.Same(run, await opened.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await stop.CancelAsync();
        await system.Terminate();
    }
}
