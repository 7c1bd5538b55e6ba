namespace BigGraphActors.Schema.Settings;

/// <summary>What was seen of some edge lists: enough to write a first configuration for them.</summary>
public sealed record SettingsDraft
{
    /// <summary>The edge lists, at least one, as they shall stand in the configuration.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Edges of all files together, counted or estimated; decides epochs.</summary>
    public required long Edges { get; init; }

    /// <summary>Entities of all files together, counted or estimated; decides dimension and partitions.</summary>
    public required long Entities { get; init; }

    /// <summary>Column of the left-hand entity, from 0.</summary>
    public int LhsColumn { get; init; }

    /// <summary>Column of the relation, from 0; none where all edges are of one kind.</summary>
    public int? RelationColumn { get; init; }

    /// <summary>Column of the right-hand entity, from 0.</summary>
    public int RhsColumn { get; init; } = 1;

    /// <summary>Column of the edge's weight, from 0.</summary>
    public int? WeightColumn { get; init; }

    /// <summary>What parts the columns.</summary>
    public ColumnDelimiter Delimiter { get; init; } = ColumnDelimiter.Auto;

    /// <summary>Whether the first line names the columns.</summary>
    public bool Header { get; init; }

    /// <summary>How comment lines start; empty when there are none.</summary>
    public string Comment { get; init; } = "#";

    /// <summary>Relations that were seen, the most frequent first; a comment names the first of them.</summary>
    public IReadOnlyList<string> Relations { get; init; } = [];

    /// <summary>Directory for entities and edges, relative to where the program will run.</summary>
    public string EdgeFolder { get; init; } = "data";

    /// <summary>Directory for the checkpoint.</summary>
    public string ModelFolder { get; init; } = "model";

    /// <summary>A commented configuration that <see cref="SettingsReader"/> accepts without a warning.</summary>
    /// <exception cref="InvalidOperationException">There is no file.</exception>
    public string Render() => Files.Count > 0
        ? new DraftText(this).Write()
        : throw new InvalidOperationException("a draft needs at least one edge list");
}
