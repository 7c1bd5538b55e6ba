using BigGraphActors.Storage.Hdf5;

namespace BigGraphActors.Storage.Pbg;

/// <summary>Which pass of which run, on which graph, wrote a checkpoint file.</summary>
/// <remarks>
/// PBG: attributes <c>config/json</c> and <c>iteration/*</c>. They describe the pass that made the file, so version N
/// carries the indices of pass N - 1.
/// </remarks>
public sealed record CheckpointMetadata
{
    /// <summary>
    /// The run's settings as PBG's <c>config.json</c> has them; also gives the order of entity types.
    /// </summary>
    public required string ConfigJson { get; init; }

    /// <summary>Epochs of the run.</summary>
    public required long EpochCount { get; init; }

    /// <summary>The epoch being trained, from 0.</summary>
    public required long EpochIndex { get; init; }

    /// <summary>Edge paths of the run.</summary>
    public required long EdgePathCount { get; init; }

    /// <summary>The edge path being trained, from 0.</summary>
    public required long EdgePathIndex { get; init; }

    /// <summary>That edge path as the settings spell it.</summary>
    public required string EdgePath { get; init; }

    /// <summary>Edge slices of each path (PBG's <c>num_edge_chunks</c>).</summary>
    public required long EdgeSliceCount { get; init; }

    /// <summary>The edge slice being trained, from 0.</summary>
    public required long EdgeSliceIndex { get; init; }

    /// <summary>The numbering that the rows belong to, as text; none where the graph has no names.</summary>
    /// <remarks>Differs: the attribute for the graph's identity is ours. PBG ignores it.</remarks>
    public string? Identity { get; init; }

    /// <summary>Sets the attributes on a file's root.</summary>
    internal void WriteTo(Hdf5GroupWriter root)
    {
        root.SetAttribute(ConfigAttribute, ConfigJson);
        root.SetAttribute("iteration/num_epochs", EpochCount);
        root.SetAttribute("iteration/epoch_idx", EpochIndex);
        root.SetAttribute("iteration/num_edge_paths", EdgePathCount);
        root.SetAttribute("iteration/edge_path_idx", EdgePathIndex);
        root.SetAttribute("iteration/edge_path", EdgePath);
        root.SetAttribute("iteration/num_edge_chunks", EdgeSliceCount);
        root.SetAttribute("iteration/edge_chunk_idx", EdgeSliceIndex);
        if (Identity is not null)
        {
            root.SetAttribute(IdentityAttribute, Identity);
        }
    }

    /// <summary>Name of the attribute with the settings; the slash is a part of it.</summary>
    internal const string ConfigAttribute = "config/json";

    /// <summary>Name of the attribute with the identity of the graph.</summary>
    internal const string IdentityAttribute = "biggraph/identity";
}
