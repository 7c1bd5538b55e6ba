using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>How several edge lists can be imported together.</summary>
public sealed record EdgeListFinding
{
    /// <summary>What each file looks like.</summary>
    public required IReadOnlyList<EdgeListShape> Files { get; init; }

    /// <summary>Settings that import them, but for the directories to fill.</summary>
    public required ImportSettings Import { get; init; }

    /// <summary>Names in the relation column over all files, by first sight; empty without such a column.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>What a person should check; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
