using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>What one edge list looks like.</summary>
public sealed record EdgeListShape
{
    /// <summary>The file, as it was named.</summary>
    public required string File { get; init; }

    /// <summary>What parts its columns.</summary>
    public required ColumnDelimiter Delimiter { get; init; }

    /// <summary>Whether the first line that is no comment names the columns.</summary>
    public required bool Header { get; init; }

    /// <summary>How comments begin; empty when lines that look like comments are edges.</summary>
    public required string Comment { get; init; }

    /// <summary>Its columns, from the left; as many as most lines have.</summary>
    public required IReadOnlyList<ColumnShape> Columns { get; init; }

    /// <summary>Edges; extrapolated when <see cref="IsEstimate"/>.</summary>
    public required long Edges { get; init; }

    /// <summary>Whether the file was too long to be read to its end; the counts below are then lower bounds.</summary>
    public required bool IsEstimate { get; init; }

    /// <summary>Different names on the left.</summary>
    public required int LhsNames { get; init; }

    /// <summary>Different names on the right.</summary>
    public required int RhsNames { get; init; }

    /// <summary>Names that stand on both sides; few of them speak for two entity types.</summary>
    public required int SharedNames { get; init; }

    /// <summary>Names in the relation column by first sight, at most 10,000.</summary>
    public required IReadOnlyList<string> Relations { get; init; }

    /// <summary>What a person should check; whole sentences.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The column with a role, from 0, or none.</summary>
    public int? ColumnOf(ColumnRole role) =>
        Columns.FirstOrDefault(column => column.Role == role) is { } found ? found.Index : null;
}
