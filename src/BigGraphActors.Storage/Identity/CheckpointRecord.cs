using BigGraphActors.Schema.Graph;
using BigGraphActors.Schema.Hocon;
using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Hdf5;
using BigGraphActors.Storage.Pbg;

namespace BigGraphActors.Storage.Identity;

/// <summary>What a checkpoint says of its own making, in the attributes of its files.</summary>
/// <remarks>
/// Attributes travel with snapshots, with the best version and with copies. Where a file has none, <c>config.json</c>
/// beside it counts, which PBG writes at the start of each run.
/// </remarks>
public sealed record CheckpointRecord
{
    /// <summary>The file that was read.</summary>
    public required string Source { get; init; }

    /// <summary>The committed version.</summary>
    public required int Version { get; init; }

    /// <summary>The numbering that its rows belong to; none in a checkpoint of PBG's.</summary>
    public GraphIdentity? Identity { get; init; }

    /// <summary>The settings that it was trained with; none where no file says them.</summary>
    public RunSettings? Settings { get; init; }

    /// <summary>Edge slices of each of its passes; none where no file says it.</summary>
    public long? SliceCount { get; init; }

    /// <summary>Reads the committed version's, or, before there is one, that of what a first pass has left.</summary>
    /// <returns>None where nothing was trained or imported yet.</returns>
    /// <exception cref="CorruptFileException">A file is damaged.</exception>
    public static CheckpointRecord? Of(CheckpointDirectory checkpoint)
    {
        int version = checkpoint.ReadVersion();
        if (FileOf(checkpoint, version) is { } path)
        {
            using Hdf5File file = checkpoint.Open(path);
            string? config = file.Root.TryGetAttribute(CheckpointMetadata.ConfigAttribute)?.ReadString();
            return new CheckpointRecord
            {
                Source = path,
                Version = version,
                Identity = file.Root.TryGetAttribute(CheckpointMetadata.IdentityAttribute)?.ReadString() is { } text
                    ? GraphIdentity.TryParse(text)
                    : null,
                Settings = Parse(config ?? checkpoint.TryReadConfig(), path),
                SliceCount = file.Root.TryGetAttribute("iteration/num_edge_chunks")?.ReadInt64(),
            };
        }

        return version == 0 ? null : new CheckpointRecord
        {
            Source = checkpoint.ConfigPath,
            Version = version,
            Settings = Parse(checkpoint.TryReadConfig(), checkpoint.ConfigPath),
        };
    }

    private static string? FileOf(CheckpointDirectory checkpoint, int version)
    {
        string model = checkpoint.ModelPath(version);
        if (checkpoint.Has(model))
        {
            return model;
        }

        if (checkpoint.FindPartitions(version) is [PartitionId first, ..])
        {
            return checkpoint.EmbeddingsPath(first, version);
        }

        string working = Path.Combine(checkpoint.Root, "working");
        return version == 0 && Directory.Exists(working)
            ? Directory.EnumerateFiles(working, "*.h5").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    // Settings of another program, or of a later version of this one, are no reason to refuse the vectors.
    private static RunSettings? Parse(string? json, string source)
    {
        try
        {
            return json is null ? null : SettingsReader.Read(json, source).Settings;
        }
        catch (SettingsException)
        {
            return null;
        }
    }
}
