using BigGraphActors.Storage.Identity;

namespace BigGraphActors.Storage.Import;

/// <summary>What an import has done; every line of the input is accounted for.</summary>
public sealed record ImportReport
{
    /// <summary>The seed of the shuffles: the one asked for, or the one drawn. The same gives the same files.</summary>
    public required long Seed { get; init; }

    /// <summary>The identity of the numbering; none where an import wrote no names.</summary>
    public GraphIdentity? Identity { get; init; }

    /// <summary>The edge lists in order.</summary>
    public required IReadOnlyList<ImportedFile> Files { get; init; }

    /// <summary>The entity types in the configuration's order.</summary>
    public required IReadOnlyList<ImportedEntityType> EntityTypes { get; init; }

    /// <summary>Relations that edges may have from now on.</summary>
    public required int Relations { get; init; }

    /// <summary>Dynamic relations left out as too rare.</summary>
    public required int DroppedRelations { get; init; }

    /// <summary>Buckets of each edge path, left times right.</summary>
    public required (int Lhs, int Rhs) Buckets { get; init; }

    /// <summary>Edges written, over all edge paths.</summary>
    public required long Edges { get; init; }

    /// <summary>Lines rejected, over all files.</summary>
    public required long RejectedCount { get; init; }

    /// <summary>The first rejected lines, at most 100.</summary>
    public required IReadOnlyList<RejectedLine> Rejected { get; init; }

    /// <summary>The file that names every rejected line; none when there was none.</summary>
    public required string? RejectedFile { get; init; }

    /// <summary>What a person should look at although nothing failed; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Time spent reading, numbering and writing together.</summary>
    public required TimeSpan Elapsed { get; init; }
}
