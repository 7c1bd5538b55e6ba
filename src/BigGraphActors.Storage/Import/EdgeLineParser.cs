using System.Buffers.Text;
using System.Text.Unicode;

namespace BigGraphActors.Storage.Import;

/// <summary>Turns a line into an edge, or says why it is none.</summary>
/// <remarks>
/// Everything is checked before the first name is interned, so a rejected line adds no entity. An unknown relation
/// is no fault of the line: <see cref="RawEdge.Relation"/> is then -1 and the caller stops the import.
/// </remarks>
internal sealed class EdgeLineParser(ImportColumns columns, ColumnSplitter splitter, GraphVocabulary vocabulary)
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">Without its line break.</param>
    /// <param name="isKnownUtf8">The caller has checked the bytes.</param>
    /// <param name="edge">The edge, when there is no fault.</param>
    public LineFault Parse(ReadOnlySpan<byte> line, bool isKnownUtf8, out RawEdge edge)
    {
        edge = default;
        splitter.Split(line, columns.Needed);
        if (splitter.HasBrokenQuotes)
        {
            return new(LineFaultKind.BrokenQuotes, splitter.Count - 1);
        }

        if (splitter.Count < columns.Needed)
        {
            return new(LineFaultKind.MissingColumn, columns.FirstMissing(splitter.Count));
        }

        float weight = 1;
        LineFault fault = CheckNames(line, isKnownUtf8);
        if (fault.Kind == LineFaultKind.None && columns.Weight is { } weightColumn)
        {
            fault = new(ReadWeight(splitter.ColumnOf(line, weightColumn), out weight), weightColumn);
        }

        if (fault.Kind != LineFaultKind.None)
        {
            return fault;
        }

        edge = Intern(line, weight);
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

    private LineFault CheckNames(ReadOnlySpan<byte> line, bool isKnownUtf8)
    {
        LineFaultKind kind = CheckName(line, columns.Lhs, isKnownUtf8);
        if (kind != LineFaultKind.None)
        {
            return new(kind, columns.Lhs);
        }

        kind = CheckName(line, columns.Rhs, isKnownUtf8);
        if (kind != LineFaultKind.None)
        {
            return new(kind, columns.Rhs);
        }

        return columns.Relation is { } relation
            ? new(CheckName(line, relation, isKnownUtf8), relation)
            : default;
    }

    private LineFaultKind CheckName(ReadOnlySpan<byte> line, int column, bool isKnownUtf8)
    {
        ReadOnlySpan<byte> name = splitter.ColumnOf(line, column);
        return name.IsEmpty ? LineFaultKind.EmptyName
            : !isKnownUtf8 && !Utf8.IsValid(name) ? LineFaultKind.InvalidUtf8
            : name.Contains((byte)'\t') ? LineFaultKind.TabInName
            : LineFaultKind.None;
    }

    private RawEdge Intern(ReadOnlySpan<byte> line, float weight)
    {
        int relation = columns.Relation is { } column
            ? vocabulary.RelationOf(splitter.ColumnOf(line, column))
            : 0;
        if (relation < 0)
        {
            return new RawEdge(-1, -1, -1, weight);
        }

        int lhs = vocabulary.EntityOf(vocabulary.LhsTypeOf(relation), splitter.ColumnOf(line, columns.Lhs));
        int rhs = vocabulary.EntityOf(vocabulary.RhsTypeOf(relation), splitter.ColumnOf(line, columns.Rhs));
        return new RawEdge(lhs, relation, rhs, weight);
    }
}
