namespace BigGraphActors.Storage.Export;

/// <summary>Counts of an export that has ended.</summary>
public sealed record ExportReport
{
    /// <summary>The version of the checkpoint.</summary>
    public required int Version { get; init; }

    /// <summary>Entities by type, in the order of the file; none where no entities were asked for.</summary>
    public required IReadOnlyList<KeyValuePair<string, long>> Entities { get; init; }

    /// <summary>Lines of relation parameters; an operator without parameters has none.</summary>
    public required int RelationLines { get; init; }

    /// <summary>Whether a file was the process's own standard output.</summary>
    public bool IsInStandardOutput { get; init; }

    /// <summary>Bytes of both files, before they are compressed.</summary>
    public required long Bytes { get; init; }

    /// <summary>What a person should know although nothing failed; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Time it took.</summary>
    public required TimeSpan Elapsed { get; init; }
}
