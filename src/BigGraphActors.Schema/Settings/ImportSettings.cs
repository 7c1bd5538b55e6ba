namespace BigGraphActors.Schema.Settings;

/// <summary>Where the edge lists are and how their columns are read: the block <c>import</c>.</summary>
public sealed record ImportSettings
{
    /// <summary>
    /// Text files, plain, gzip or zstd; the i-th fills the i-th of <see cref="EdgePaths"/>. Key <c>files</c>.
    /// </summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>
    /// Directories that are filled, as many as files; none means <see cref="RunSettings.EdgePaths"/>. Held out files
    /// are imported with the others but must not be among the directories that are trained on. Key <c>edge-paths</c>.
    /// </summary>
    public IReadOnlyList<string>? EdgePaths { get; init; }

    /// <summary>Column of the left-hand side, from 0. Key <c>lhs-column</c>.</summary>
    public int LhsColumn { get; init; }

    /// <summary>
    /// Column of the relation, from 0; none puts every edge in relation 0. Key <c>relation-column</c>.
    /// </summary>
    public int? RelationColumn { get; init; }

    /// <summary>Column of the right-hand side, from 0. Key <c>rhs-column</c>.</summary>
    public int RhsColumn { get; init; } = 1;

    /// <summary>Column of the edge weight, from 0. Key <c>weight-column</c>.</summary>
    public int? WeightColumn { get; init; }

    /// <summary>What parts columns. Key <c>delimiter</c>.</summary>
    public ColumnDelimiter Delimiter { get; init; } = ColumnDelimiter.Auto;

    /// <summary>The first line that is no comment names the columns. Key <c>header</c>.</summary>
    public bool Header { get; init; }

    /// <summary>Lines that start so are skipped; empty skips none. Key <c>comment</c>.</summary>
    public string Comment { get; init; } = "#";

    /// <summary>Parts the features of a featurised entity, one ASCII letter. Key <c>feature-delimiter</c>.</summary>
    public string FeatureDelimiter { get; init; } = ",";

    /// <summary>Entities seen less often are dropped with their edges. Key <c>entity-min-count</c>.</summary>
    public int EntityMinCount { get; init; } = 1;

    /// <summary>
    /// Dynamic relations seen less often are dropped with their edges. Key <c>relation-min-count</c>.
    /// </summary>
    public int RelationMinCount { get; init; } = 1;

    /// <summary>
    /// Edges whose type on one side is unpartitioned are spread over that side's buckets. Key
    /// <c>spread-unpartitioned</c>.
    /// </summary>
    public bool SpreadUnpartitioned { get; init; }
}
