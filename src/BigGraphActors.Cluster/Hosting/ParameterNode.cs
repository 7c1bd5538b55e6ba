using Akka.Actor;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>A worker node's part in sharing parameters: begins when the node learns what the run is.</summary>
internal sealed class ParameterNode(
    ActorSystem system, DataPlaneSettings plane, LateService pushes, CancellationToken leaving) : IDisposable
{
    /// <summary>Longest wait for a shard's answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private OwnShards? _own;
    private volatile IActorRef? _region;

    /// <summary>Where the node's data plane listens.</summary>
    public int Port { get; set; }

    /// <summary>Asks where slices are; none before this node knows the run.</summary>
    public SliceAddress? Locate(int slice) =>
        _region is { } region ? ParameterShardHosting.Locator(region, Patience, leaving)(slice) : null;

    /// <summary>Makes a trainer's exchange for a run; none where one trainer at a time has the parameters.</summary>
    public ShardExchange? ExchangeOf(RunBlueprint run, RunFiles files, SharedModel model)
    {
        if (!run.SharesParameters)
        {
            return null;
        }

        if (run.Copies > 0)
        {
            FindShards();
        }
        else
        {
            StartShards(run, files, NodeSettings.WorkerRole);
        }

        ParameterLoopSettings settings = new() { BytesPerSecond = run.ParameterBytesPerSecond };
        return new ShardExchange(
            files, model, settings, plane, (Locate, _own, happened => system.PublishRunEvent(happened)));
    }

    /// <summary>Begins to hold shards on this node.</summary>
    /// <param name="run">Decides how parameters are cut into slices.</param>
    /// <param name="files">The run's directories.</param>
    /// <param name="role">The role of all nodes that do.</param>
    public void StartShards(RunBlueprint run, RunFiles files, string role)
    {
        lock (_lock)
        {
            if (_own is not null)
            {
                return;
            }

            ParameterLayout layout = SharedRun.LayoutOf(files.Plan);
            ParameterServer server = new(
                new ParameterServerSettings(),
                layout,
                SharedRun.StoreOf(run.Settings, layout),
                (slice, reason) => system.PublishRunEvent(new ParametersUnsaved(slice, reason)));
            pushes.Become(server);
            _own = new OwnShards(new SliceAddress(plane.AdvertisedHost, Port), server);
            _region = system.StartParameterShards(role, server, _own.Address);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _own?.Server.Dispose();

    /// <summary>The way to shards that the seed node holds: where each node has a disk of its own.</summary>
    private void FindShards()
    {
        lock (_lock)
        {
            _region ??= system.StartParameterProxy(NodeSettings.SeedRole);
        }
    }
}
