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

/// <summary>The keys of the block <c>import</c>: ours, since PBG takes them from the command line.</summary>
internal static class ImportKeys
{
    /// <summary>What reading starts from; the required key is filled then.</summary>
    public static ImportSettings Unset { get; } = new() { Files = [] };

    public static KeyTable<ImportSettings> Table { get; } = Build();

    private static KeyTable<ImportSettings> Build()
    {
        KeyTable<ImportSettings> table = new(SettingsBlock.Import, Unset, isPbg: false);
        table.TextList(
            "files", s => s.Files, (s, v) => s with { Files = v },
            "Edge lists: text with one edge a line, plain, .gz or .zst, or Parquet. The first file fills the first "
            + "of edge-paths, and so on.",
            KeyTraits.Required);
        table.OptionalTextList(
            "edge-paths", s => s.EdgePaths, (s, v) => s with { EdgePaths = v },
            "Directories that the files fill. null uses the run's edge_paths. Set it to import train, valid and "
            + "test together with one numbering, and name only train in edge_paths.");
        AddColumns(table);
        table.Delimiter(
            "delimiter", s => s.Delimiter, (s, v) => s with { Delimiter = v },
            "Separates the columns. auto finds it in the lines of each file, and refuses a file without a clear "
            + "shape. space is any run of spaces or tabs, as in PBG; names then cannot contain spaces. ntriples reads "
            + "N-Triples and N-Quads. Cells may be in double quotes, except with tab and space.");
        table.Truth(
            "header", s => s.Header, (s, v) => s with { Header = v },
            "The first line that is not a comment has the names of the columns and is skipped.");
        table.Text(
            "comment", s => s.Comment, (s, v) => s with { Comment = v },
            "Lines that begin with this text are skipped. An empty text skips no lines.");
        table.Text(
            "feature-delimiter", s => s.FeatureDelimiter, (s, v) => s with { FeatureDelimiter = v },
            "Separates the features in a column of a featurised type: one ASCII character. Such a type has one "
            + "partition.");
        table.Integer(
            "entity-min-count", s => s.EntityMinCount, (s, v) => s with { EntityMinCount = v },
            "Entities that occur in fewer edges are dropped, together with those edges.", KeyTraits.AtLeastOne);
        table.Integer(
            "relation-min-count", s => s.RelationMinCount, (s, v) => s with { RelationMinCount = v },
            "Dynamic relations that occur in fewer edges are dropped, together with those edges.",
            KeyTraits.AtLeastOne);
        table.Truth(
            "spread-unpartitioned", s => s.SpreadUnpartitioned, (s, v) => s with { SpreadUnpartitioned = v },
            "true spreads edges between an unpartitioned and a partitioned type over all buckets of the unpartitioned "
            + "side, so that several trainers share the work. false puts them in bucket 0 of that side, as PBG. Such "
            + "buckets are large and are trained one after the other.");
        return table;
    }

    private static void AddColumns(KeyTable<ImportSettings> table)
    {
        table.Integer(
            "lhs-column", s => s.LhsColumn, (s, v) => s with { LhsColumn = v },
            "Column of the left-hand entity, counted from 0.", KeyTraits.NotNegative);
        table.OptionalInteger(
            "relation-column", s => s.RelationColumn, (s, v) => s with { RelationColumn = v },
            "Column of the relation, counted from 0; null puts every edge in the first relation. Dynamic relations "
            + "need it.",
            KeyTraits.NotNegative);
        table.Integer(
            "rhs-column", s => s.RhsColumn, (s, v) => s with { RhsColumn = v },
            "Column of the right-hand entity, counted from 0.", KeyTraits.NotNegative);
        table.OptionalInteger(
            "weight-column", s => s.WeightColumn, (s, v) => s with { WeightColumn = v },
            "Column of the edge's weight, counted from 0; null gives every edge the weight 1.", KeyTraits.NotNegative);
    }
}

/// <summary>Rules of the block <c>import</c>.</summary>
internal static class ImportSettingsChecks
{
    public static void Check(RunSettings settings, SettingsReport report)
    {
        if (settings.Import is not { } import || !report.IsSound("import"))
        {
            return;
        }

        IReadOnlyList<string> directories = import.EdgePaths ?? settings.EdgePaths;
        string pathsKey = import.EdgePaths is null ? "edge_paths" : "import.edge-paths";
        if (import.Files.Count != directories.Count && report.IsSound("edge_paths"))
        {
            report.Refuse(
                "import.files",
                $"holds {import.Files.Count} files, but {pathsKey} has {directories.Count}:"
                + " each file fills one");
        }

        if (import.EdgePaths?.Contains("") ?? false)
        {
            report.Refuse("import.edge-paths", "must not hold an empty path");
        }

        if (import.FeatureDelimiter is not [< '\x80'])
        {
            report.Refuse(
                "import.feature-delimiter", $"must be one ASCII character, found '{import.FeatureDelimiter}'");
        }

        CheckColumns(import, report);
        if (settings.DynamicRelations && import.RelationColumn is null)
        {
            report.Refuse("import.relation-column", "dynamic_relations needs the column of the relation");
        }
        else if (settings.Relations.Count > 1 && import.RelationColumn is null)
        {
            report.Warn(
                "import.relation-column",
                $"is null: every edge would be of the first of {settings.Relations.Count} relations");
        }
    }

    private static void CheckColumns(ImportSettings import, SettingsReport report)
    {
        Dictionary<int, string> keyOfColumn = [];
        (string Key, int? Column)[] columns =
        [
            ("lhs-column", import.LhsColumn),
            ("relation-column", import.RelationColumn),
            ("rhs-column", import.RhsColumn),
            ("weight-column", import.WeightColumn),
        ];
        foreach ((string key, int? column) in columns)
        {
            if (column is { } number && !keyOfColumn.TryAdd(number, key))
            {
                report.Refuse($"import.{key}", $"column {number} is {keyOfColumn[number]}, too");
            }
        }
    }
}
