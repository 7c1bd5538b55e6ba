using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Export;

/// <summary>What of a checkpoint becomes text, and where.</summary>
public sealed record ExportRequest
{
    /// <summary>Entities, relations, <c>global_emb</c>, <c>entity_path</c> and <c>checkpoint_path</c>.</summary>
    public required RunSettings Settings { get; init; }

    /// <summary>The file for the entities' vectors; none leaves them out.</summary>
    public string? EntitiesFile { get; init; }

    /// <summary>The file for the relations' parameters; none leaves them out.</summary>
    public string? RelationsFile { get; init; }

    /// <summary>The version to export; none takes the committed one.</summary>
    public int? Version { get; init; }

    /// <summary>Replaces files that are there; otherwise they are an error, as in PBG.</summary>
    public bool Overwrite { get; init; }

    /// <summary>
    /// Puts the entity type into a column before the name. Differs: PBG has no such column, so entities of two types
    /// with one name cannot be told apart.
    /// </summary>
    public bool WithType { get; init; }
}
