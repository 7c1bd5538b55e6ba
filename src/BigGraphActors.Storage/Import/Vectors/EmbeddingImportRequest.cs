using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import.Vectors;

/// <summary>Vectors that exist as text, and the run that they are to become a checkpoint of.</summary>
public sealed record EmbeddingImportRequest
{
    /// <summary>
    /// Entity type (one), partitions, dimension, relations, <c>entity_path</c>, <c>checkpoint_path</c>.
    /// </summary>
    public required RunSettings Settings { get; init; }

    /// <summary>
    /// Vectors, plain, gzip or zstd: PBG's export (name, then values, parted by tabs), the same with blanks, or the
    /// layout of the published Wikidata vectors, which begins with a line of three counts and holds the relations too.
    /// </summary>
    public required string EntitiesFile { get; init; }

    /// <summary>PBG's export of relation parameters; none where the first file holds them, or there are none.</summary>
    public string? RelationsFile { get; init; }

    /// <summary>Replaces entities and a checkpoint that are there.</summary>
    public bool Overwrite { get; init; }
}
