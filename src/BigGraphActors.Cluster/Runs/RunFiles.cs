using BigGraphActors.Cluster.Parameters;
using BigGraphActors.Engine.Checkpoints;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Ports;
using BigGraphActors.Engine.Training;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>A run's directories, opened: where a trainer and the checkpoint find what is on disk.</summary>
internal sealed class RunFiles : IDisposable
{
    private readonly RunSettings _settings;
    private readonly string _config;
    private readonly string? _graph;

    /// <summary>Opens the run's directories.</summary>
    /// <param name="blueprint">The run.</param>
    /// <param name="checkpoint">The node's own checkpoint directory, where it is not the run's.</param>
    /// <param name="stop">From its signal on the checkpoint is only read.</param>
    /// <exception cref="IOException">When something is missing; its message names it.</exception>
    /// <exception cref="MismatchException">When this node's directories hold another graph than the run's.</exception>
    public RunFiles(RunBlueprint blueprint, string? checkpoint = null, CancellationToken stop = default)
    {
        _config = PbgConfigJson.Write(blueprint.Settings);
        _settings = checkpoint is null
            ? blueprint.Settings
            : blueprint.Settings with { CheckpointPath = checkpoint };
        _graph = blueprint.Graph.Length > 0 ? blueprint.Graph : null;
        RequireSameGraph();
        Plan = PlanReader.Read(_settings);
        Edges = new EdgeReader(_settings);
        Checkpoint = new CheckpointDirectory(_settings.CheckpointPath, stop);
        Generations = new GenerationDirectory(Checkpoint);
        Models = new ModelGenerations(Checkpoint);
        InitPath = InitialCheckpoint.Open(_settings, Checkpoint.ReadVersion());
        Initial = new InitialTables(InitPath, (ulong)blueprint.Seed, (float)_settings.InitScale);
    }

    /// <summary>Types, relations and counts.</summary>
    public ModelPlan Plan { get; }

    /// <summary>Edges of the buckets.</summary>
    public EdgeReader Edges { get; }

    /// <summary>The checkpoint.</summary>
    public CheckpointDirectory Checkpoint { get; }

    /// <summary>Tables by generation.</summary>
    public GenerationDirectory Generations { get; }

    /// <summary>Shared parameters by generation.</summary>
    public ModelGenerations Models { get; }

    /// <summary>Where a new run's values come from, or none.</summary>
    public CheckpointDirectory? InitPath { get; }

    /// <summary>Tables that no checkpoint has.</summary>
    public InitialTables Initial { get; }

    /// <summary>Passes of the whole run.</summary>
    public long PassCount => (long)_settings.NumEpochs * _settings.EdgePaths.Count * Edges.SliceCount;

    /// <summary>Edges that are trained from a pass to the end of the run.</summary>
    /// <param name="pass">The first pass that counts.</param>
    /// <exception cref="IOException">When an edge file cannot be read.</exception>
    public long EdgesFrom(long pass) => Edges.CountTrained(Plan, pass, PassCount);

    /// <summary>Notes the settings beside the checkpoint, as PBG does.</summary>
    public void WriteConfig() => Checkpoint.WriteConfig(_config);

    /// <summary>What files say of the pass that wrote them.</summary>
    public CheckpointMetadata MetadataOf(PassPosition position) => new()
    {
        ConfigJson = _config,
        EpochCount = _settings.NumEpochs,
        EpochIndex = position.Epoch,
        EdgePathCount = _settings.EdgePaths.Count,
        EdgePathIndex = position.EdgePath,
        EdgePath = _settings.EdgePaths[position.EdgePath],
        EdgeSliceCount = Edges.SliceCount,
        EdgeSliceIndex = position.EdgeSlice,
        Identity = _graph,
    };

    /// <summary>The shared parameters that training starts from: of a version, or of <c>init_path</c>.</summary>
    /// <param name="version">The committed version.</param>
    /// <exception cref="CheckpointMismatchException">When a version has no model.</exception>
    public ModelState? ModelOf(int version)
    {
        ModelState? state = Checkpoint.TryReadModel(version);
        if (state is null && version > 0)
        {
            throw new CheckpointMismatchException(
                $"checkpoint {Checkpoint.Root} is at version {version}, but has no model file at it");
        }

        return state ?? InitPath?.TryReadModel(InitPath.ReadVersion());
    }

    /// <summary>Where the slices of several trainers' parameters have their snapshots.</summary>
    public SliceStore SlicesOf(ParameterLayout layout) => SharedRun.StoreOf(_settings, layout);

    /// <inheritdoc/>
    public void Dispose() => Edges.Dispose();

    // Each node may have directories of its own under the run's paths.
    private void RequireSameGraph()
    {
        if (_graph is null || GraphIdentity.TryParse(_graph) is not { } run)
        {
            return;
        }

        IEnumerable<(string Path, GraphIdentity? Identity)> found =
        [
            (_settings.EntityPath, EntityIdentity.TryRead(new EntityDirectory(_settings.EntityPath)) is { } entities
                ? new GraphIdentity(entities.Chain)
                : null),
            .. _settings.EdgePaths.Select(path => (path, EdgeIdentity.TryRead(path)?.ToGraph())),
        ];
        foreach ((string path, GraphIdentity? identity) in found)
        {
            if (identity is not null && !identity.IsPartOf(run))
            {
                throw new MismatchException(
                    $"{path} on this node holds {identity.Words}, but the run is of {run.Words}; bring the seed node's "
                    + "directories here");
            }
        }
    }
}
