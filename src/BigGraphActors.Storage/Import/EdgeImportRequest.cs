using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What to import, and how strictly.</summary>
public sealed record EdgeImportRequest
{
    /// <summary>
    /// Where to and as what: entities, relations, <c>dynamic_relations</c>, <c>entity_path</c>, <c>edge_paths</c> and
    /// <c>seed</c>; nothing else of it matters.
    /// </summary>
    public required RunSettings Settings { get; init; }

    /// <summary>Where from: files and columns. None takes <see cref="RunSettings.Import"/>.</summary>
    public ImportSettings? Import { get; init; }

    /// <summary>More rejected lines than this stop the import; none allows any number short of all.</summary>
    public long? MaxRejected { get; init; }
}
