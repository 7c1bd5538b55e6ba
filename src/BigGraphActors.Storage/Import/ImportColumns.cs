using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Which column is what, from 0, with the setting that says so.</summary>
internal sealed class ImportColumns(ImportSettings settings)
{
    /// <summary>The left-hand side.</summary>
    public int Lhs { get; } = settings.LhsColumn;

    /// <summary>The relation, or none.</summary>
    public int? Relation { get; } = settings.RelationColumn;

    /// <summary>The right-hand side.</summary>
    public int Rhs { get; } = settings.RhsColumn;

    /// <summary>The weight, or none.</summary>
    public int? Weight { get; } = settings.WeightColumn;

    /// <summary>All that are read.</summary>
    public IReadOnlyCollection<int> All =>
        [.. new[] { Lhs, Rhs, Relation ?? Lhs, Weight ?? Lhs }.Distinct()];

    /// <summary>Columns that a line must have.</summary>
    public int Needed { get; } = 1 + Math.Max(
        Math.Max(settings.LhsColumn, settings.RhsColumn),
        Math.Max(settings.RelationColumn ?? 0, settings.WeightColumn ?? 0));

    /// <summary>The setting that names a column, for messages.</summary>
    public string SettingOf(int column) =>
        column == Lhs ? "lhs-column"
        : column == Rhs ? "rhs-column"
        : column == Relation ? "relation-column"
        : "weight-column";

    /// <summary>The lowest column in use that a line of so many columns lacks.</summary>
    public int FirstMissing(int columnCount)
    {
        int first = Needed - 1;
        foreach (int? column in (ReadOnlySpan<int?>)[Lhs, Relation, Rhs, Weight])
        {
            if (column >= columnCount && column < first)
            {
                first = column.Value;
            }
        }

        return first;
    }
}
