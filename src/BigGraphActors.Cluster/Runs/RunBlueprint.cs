using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BigGraphActors.Cluster.Messages;
using BigGraphActors.Engine.Model;
using BigGraphActors.Schema.Pbg;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Identity;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Cluster.Runs;

/// <summary>All that a trainer must know of a run: it needs no configuration of its own.</summary>
public sealed record RunBlueprint
{
    private const int PartLength = 20_000;

    /// <summary>Validated settings, with absolute paths that mean the same on every node.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Names the run: a lock that takes over within the same one keeps what it knows of failures.</summary>
    public string RunId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>What random sequences start from.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Whether several trainers share operators, global embeddings and unpartitioned tables through the parameter
    /// shards; else one trainer at a time has them under its lease.
    /// </summary>
    public required bool SharesParameters { get; init; }

    /// <summary>How long a lease lives without being renewed.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Nodes that must have what was trained before it counts; 0 where all share a directory.</summary>
    public int Copies { get; init; }

    /// <summary>Keeps copies of different checkpoints apart; empty where there are none.</summary>
    public string Identity { get; init; } = "";

    /// <summary>The graph's identity, which every node compares with its own; empty where it has no names.</summary>
    public string Graph { get; init; } = "";

    /// <summary>Bytes that the parameter exchange of one trainer may move in a second.</summary>
    public long ParameterBytesPerSecond { get; init; } = 100_000_000;

    /// <summary>Makes a blueprint of settings as a user wrote them.</summary>
    /// <param name="settings">Validated; relative paths are meant from here.</param>
    /// <param name="sharesParameters">Whether several trainers may work at a time.</param>
    public static RunBlueprint Of(RunSettings settings, bool sharesParameters) => new()
    {
        Settings = settings with
        {
            EntityPath = Absolute(settings.EntityPath),
            EdgePaths = [.. settings.EdgePaths.Select(Absolute)],
            CheckpointPath = Absolute(settings.CheckpointPath),
            InitPath = settings.InitPath is { } path ? Absolute(path) : null,
            Import = settings.Import is { EdgePaths: { } imported } import
                ? import with { EdgePaths = [.. imported.Select(Absolute)] }
                : settings.Import,
            Validation = settings.Validation is { } validation
                ? validation with { EdgePaths = [.. validation.EdgePaths.Select(Absolute)] }
                : null,
        },
        Seed = settings.Seed ?? Random.Shared.NextInt64(),
        SharesParameters = sharesParameters,
        Graph = EntityIdentity.Of(new EntityDirectory(settings.EntityPath))?.ToText() ?? "",
    };

    /// <summary>Makes a blueprint for a cluster: several trainers, where the run has more than one bucket.</summary>
    /// <param name="settings">Validated; relative paths are meant from here.</param>
    /// <param name="node">The seed node's settings.</param>
    /// <exception cref="FileNotFoundException">When a count is missing; its message names the file.</exception>
    public static RunBlueprint ForCluster(RunSettings settings, NodeSettings node)
    {
        bool isShared = PlanReader.Read(settings).BucketCount > 1;
        return Of(settings, isShared) with
        {
            LeaseDuration = TimeSpan.FromSeconds(node.LeaseSeconds),
            ParameterBytesPerSecond = (long)node.ParameterBandwidth,
            Copies = node.CountCopies(),
            Identity = isShared && node.CountCopies() > 0
                ? CheckpointIdentity.Of(new DiskCheckpointFiles(new CheckpointDirectory(settings.CheckpointPath)))
                : "",
        };
    }

    /// <summary>Packs it into parts that fit into a message each.</summary>
    internal IReadOnlyList<string> ToParts()
    {
        BlueprintText text = new(
            PbgConfigJson.WriteWithOurs(Settings with { Seed = Seed }),
            SharesParameters,
            LeaseDuration,
            ParameterBytesPerSecond,
            Copies,
            Identity,
            Graph);
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Optimal))
        {
            zip.Write(JsonSerializer.SerializeToUtf8Bytes(text, BlueprintJson.Default.BlueprintText));
        }

        string whole = Convert.ToBase64String(packed.ToArray());
        return [.. whole.Chunk(PartLength).Select(part => new string(part))];
    }

    /// <summary>Puts a blueprint together from its parts.</summary>
    /// <exception cref="InvalidDataException">When the parts are none of <see cref="ToParts"/>.</exception>
    internal static RunBlueprint FromParts(IReadOnlyList<string> parts)
    {
        try
        {
            using GZipStream zip = new(
                new MemoryStream(Convert.FromBase64String(string.Concat(parts))), CompressionMode.Decompress);
            using StreamReader reader = new(zip, Encoding.UTF8);
            BlueprintText text = JsonSerializer.Deserialize(reader.ReadToEnd(), BlueprintJson.Default.BlueprintText)!;
            RunSettings settings = SettingsReader.Read(text.Config, "the run's description").Settings;
            return new RunBlueprint
            {
                Settings = settings,
                Seed = settings.Seed!.Value,
                SharesParameters = text.SharesParameters,
                LeaseDuration = text.LeaseDuration,
                ParameterBytesPerSecond = text.ParameterBytesPerSecond,
                Copies = text.Copies,
                Identity = text.Identity,
                Graph = text.Graph,
            };
        }
        catch (Exception damaged) when (damaged is FormatException or JsonException)
        {
            throw new InvalidDataException("the run's description arrived damaged: " + damaged.Message, damaged);
        }
    }

    private static string Absolute(string path) =>
        path.Contains("://", StringComparison.Ordinal) ? path : Path.GetFullPath(path);
}

/// <summary>A blueprint as it travels.</summary>
/// <param name="Config">The settings in PBG's form, with our own keys.</param>
/// <param name="SharesParameters">See <see cref="RunBlueprint"/>.</param>
/// <param name="LeaseDuration">See <see cref="RunBlueprint"/>.</param>
/// <param name="ParameterBytesPerSecond">See <see cref="RunBlueprint"/>.</param>
/// <param name="Copies">See <see cref="RunBlueprint"/>.</param>
/// <param name="Identity">See <see cref="RunBlueprint"/>.</param>
/// <param name="Graph">See <see cref="RunBlueprint"/>.</param>
internal sealed record BlueprintText(
    string Config,
    bool SharesParameters,
    TimeSpan LeaseDuration,
    long ParameterBytesPerSecond,
    int Copies = 0,
    string Identity = "",
    string Graph = "");

/// <summary>How it becomes JSON: generated when this is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BlueprintText))]
internal sealed partial class BlueprintJson : JsonSerializerContext;

/// <summary>Collects the parts of a run's description, which come one by one and in any order.</summary>
internal sealed class RunParts
{
    private const int MostParts = 10_000;

    private readonly List<string?> _parts = [];

    /// <summary>The next part to ask for.</summary>
    public int Missing => Math.Max(0, _parts.FindIndex(static part => part is null));

    /// <summary>Adds a part.</summary>
    /// <returns>The whole, once nothing is missing.</returns>
    /// <exception cref="InvalidDataException">When the whole cannot be read.</exception>
    /// <exception cref="Schema.Hocon.SettingsException">When it is no run.</exception>
    public RunBlueprint? Add(RunDescription part)
    {
        if (part.Part < 0 || part.Part >= part.Parts || part.Parts > MostParts)
        {
            return null;
        }

        if (_parts.Count != part.Parts)
        {
            _parts.Clear();
            _parts.AddRange(Enumerable.Repeat<string?>(null, part.Parts));
        }

        _parts[part.Part] = part.Text;
        return _parts.Contains(null) ? null : RunBlueprint.FromParts([.. _parts.OfType<string>()]);
    }
}
