using Akka.Actor;
using BigGraphActors.Cluster.DataPlane;
using BigGraphActors.Cluster.Nodes;
using BigGraphActors.Cluster.Runs;
using BigGraphActors.Cluster.Tables;
using BigGraphActors.Cluster.Trainers;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Cluster.Hosting;

/// <summary>A node's part in keeping copies: begins when the node learns what the run is.</summary>
internal sealed class NodeCopies : IDisposable
{
    private const string Suffix = ".copies";

    private readonly ActorSystem _system;
    private readonly NodeSettings _settings;
    private readonly DataPlaneSettings _plane;
    private readonly LateService _store = new(FrameKind.Store, "copies");
    private readonly LateService _load = new(FrameKind.Load, "copies");
    private readonly CancellationToken _leaving;
    private readonly Lock _lock = new();
    private volatile CopyFolder? _folder;
    private ReplicaReceiver? _receiver;

    /// <param name="system">The node's actor system.</param>
    /// <param name="settings">The node's block <c>biggraph.node</c>.</param>
    /// <param name="plane">Settings of the node's data plane.</param>
    /// <param name="leaving">Ends its waits.</param>
    public NodeCopies(
        ActorSystem system, NodeSettings settings, DataPlaneSettings plane, CancellationToken leaving)
    {
        (_system, _settings, _plane, _leaving) = (system, settings, plane, leaving);
    }

    /// <summary>What the node's data plane answers with.</summary>
    public IReadOnlyList<IPlaneService> Services => [_store, _load];

    /// <summary>Starts to answer other nodes' questions.</summary>
    /// <param name="port">Where the data plane listens.</param>
    /// <param name="files">The run's, on the seed node.</param>
    public void Start(int port, RunFiles? files)
    {
        int rank = files is not null ? 2 : _settings.Roles.Contains(NodeSettings.WorkerRole) ? 1 : 0;
        string host = _plane.AdvertisedHost;
        Func<IReadOnlyList<string>>? start = files is null ? null : () => StartMirror.NamesOf(files);
        _system.ActorOf(
            Props.Create(() => new CopyKeeperActor(host, port, rank, () => _folder, start)), CopyKeeperActor.Name);
    }

    /// <summary>The seed node's copies: its checkpoint itself.</summary>
    public ICopies OpenSeed(RunBlueprint run, RunFiles files)
    {
        if (run.Copies == 0)
        {
            return new SharedDirectory();
        }

        Become(() => CopyFolder.OfSeed(files.Checkpoint.Root));
        return CopiesOf(run);
    }

    /// <summary>A trainer's directories, and how what it writes there gets to others.</summary>
    /// <exception cref="IOException">When something is missing; its message names it.</exception>
    public TrainerFiles OpenTrainer(RunBlueprint run)
    {
        if (run.Copies == 0)
        {
            return new TrainerFiles(new RunFiles(run, stop: _leaving), new SharedDirectory());
        }

        string root = Open(run);
        if (!_settings.Roles.Contains(NodeSettings.SeedRole))
        {
            StartMirror.Bring(new CopyQueries(_system), new ReplicaClient(_plane), root, _leaving);
        }

        return new TrainerFiles(new RunFiles(run, root, _leaving), CopiesOf(run));
    }

    /// <summary>This node's folder for the run; makes it when there is none.</summary>
    /// <exception cref="IOException">When it cannot be made.</exception>
    public string Open(RunBlueprint run) => Become(() => CopyFolder.Open(
        Path.GetFullPath(_settings.DataDirectory ?? run.Settings.CheckpointPath + Suffix), run.Identity)).Root;

    /// <inheritdoc/>
    public void Dispose()
    {
        _receiver?.Dispose();
        _folder?.Dispose();
    }

    private ReplicatedCopies CopiesOf(RunBlueprint run) => new(
        new CopyQueries(_system),
        new ReplicaClient(_plane with { Attempts = 2 }),
        _folder!.Root,
        run.Copies,
        happened => _system.PublishRunEvent(happened));

    private CopyFolder Become(Func<CopyFolder> open)
    {
        lock (_lock)
        {
            if (_folder is { } already)
            {
                return already;
            }

            CopyFolder folder = open();
            _receiver = new ReplicaReceiver(_plane, folder.Files);
            _store.Become(_receiver);
            _load.Become(new ReplicaSender(_plane, folder.Files));
            _folder = folder;
            return folder;
        }
    }
}
