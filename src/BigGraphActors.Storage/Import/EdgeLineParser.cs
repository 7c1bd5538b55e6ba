using System.Buffers.Text;
using System.Text.Unicode;
using BigGraphActors.Schema.Settings;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns a line into an edge, or says why it is none.</summary>
/// <remarks>
/// Everything is checked before the edge is passed on, so a rejected line adds no entity. An unknown relation is no
/// fault of the line: the caller stops the import.
/// </remarks>
/// <param name="columns">Which column is what.</param>
/// <param name="splitter">The caller may look at the columns of the line last parsed.</param>
/// <param name="sink">Takes the edges.</param>
/// <param name="width">Columns of a usual line; none where every line has the same, as in a table.</param>
internal sealed class EdgeLineParser(ImportColumns columns, ColumnSplitter splitter, EdgeSink sink, int? width)
{
    /// <summary>Reads one line, and passes its edge on when there is no fault and its relation is known.</summary>
    /// <param name="line">Without its line break.</param>
    /// <param name="isClean">The caller knows: only UTF-8, no zero byte and no break inside of the line.</param>
    /// <param name="isKnown">Whether the relation is one of the graph's.</param>
    public LineFault Parse(ReadOnlySpan<byte> line, bool isClean, out bool isKnown)
    {
        isKnown = true;
        splitter.Split(line, columns.Needed);
        if (splitter.HasBrokenQuotes)
        {
            return new(LineFaultKind.BrokenQuotes, splitter.Count - 1);
        }

        if (splitter.Count < columns.Needed)
        {
            return new(LineFaultKind.MissingColumn, columns.FirstMissing(splitter.Count));
        }

        if (width is { } usual && !splitter.IsAsWideAs(line, usual))
        {
            int filled = splitter.FilledColumns(line);
            return filled > usual
                ? new(LineFaultKind.TooManyColumns, usual)
                : new(LineFaultKind.TooFewColumns, filled);
        }

        float weight = 1;
        LineFault fault = CheckNames(line, isClean);
        if (fault.Kind == LineFaultKind.None && columns.Weight is { } weightColumn)
        {
            fault = new(ReadWeight(splitter.ColumnOf(line, weightColumn), out weight), weightColumn);
        }

        if (fault.Kind != LineFaultKind.None)
        {
            return fault;
        }

        isKnown = PassOn(line, weight);
        return default;
    }

    // Only plain decimal numbers count: "1,5" and "0x10" are refused rather than half read.
    private static LineFaultKind ReadWeight(ReadOnlySpan<byte> text, out float weight)
    {
        if (!Utf8Parser.TryParse(text, out weight, out int consumed) || consumed != text.Length)
        {
            return LineFaultKind.BadWeight;
        }

        return float.IsFinite(weight) && weight >= 0 ? LineFaultKind.None : LineFaultKind.UnfitWeight;
    }

    private LineFault CheckNames(ReadOnlySpan<byte> line, bool isClean)
    {
        LineFaultKind kind = CheckName(line, columns.Lhs, isClean);
        if (kind != LineFaultKind.None)
        {
            return new(kind, columns.Lhs);
        }

        kind = CheckName(line, columns.Rhs, isClean);
        if (kind != LineFaultKind.None)
        {
            return new(kind, columns.Rhs);
        }

        return columns.Relation is { } relation
            ? new(CheckName(line, relation, isClean), relation)
            : default;
    }

    private LineFaultKind CheckName(ReadOnlySpan<byte> line, int column, bool isClean)
    {
        ReadOnlySpan<byte> name = splitter.ColumnOf(line, column);
        return name.IsEmpty ? LineFaultKind.EmptyName
            : !isClean && UncleanKindOf(name) is not LineFaultKind.None and var kind ? kind
            : name.Contains((byte)'\t') ? LineFaultKind.TabInName
            : LineFaultKind.None;
    }

    private static LineFaultKind UncleanKindOf(ReadOnlySpan<byte> name) =>
        !Utf8.IsValid(name) ? LineFaultKind.InvalidUtf8
        : name.Contains((byte)0) ? LineFaultKind.ZeroInName
        : name.ContainsAny((byte)'\n', (byte)'\r') ? LineFaultKind.LineBreakInName
        : LineFaultKind.None;

    private bool PassOn(ReadOnlySpan<byte> line, float weight)
    {
        int relation = columns.Relation is { } column ? sink.RelationOf(splitter.ColumnOf(line, column)) : 0;
        if (relation < 0)
        {
            return false;
        }

        sink.Add(splitter.ColumnOf(line, columns.Lhs), relation, splitter.ColumnOf(line, columns.Rhs), weight);
        return true;
    }
}

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
