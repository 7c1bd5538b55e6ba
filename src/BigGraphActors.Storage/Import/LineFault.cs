namespace BigGraphActors.Storage.Import;

/// <summary>Why a line is no edge.</summary>
/// <param name="Kind">The rule that the line breaks.</param>
/// <param name="Column">Where, from 0.</param>
internal readonly record struct LineFault(LineFaultKind Kind, int Column)
{
    /// <summary>Whether the line speaks against the shape of the list, and not only its values.</summary>
    public bool IsOfShape => Kind is LineFaultKind.MissingColumn or LineFaultKind.TooManyColumns
        or LineFaultKind.TooFewColumns or LineFaultKind.BrokenQuotes or LineFaultKind.RestOfQuotes
        or LineFaultKind.InvalidUtf8 or LineFaultKind.ZeroInName or LineFaultKind.SizeLine
        or LineFaultKind.LineBreakInName;

    /// <summary>The reason in words, for the report.</summary>
    public string Reason => Kind switch
    {
        LineFaultKind.MissingColumn => "the line has no such column",
        LineFaultKind.TooManyColumns => "the line has more columns than the others",
        LineFaultKind.TooFewColumns => "the line has fewer columns than the others",
        LineFaultKind.SizeLine => "the first line holds only counts, so it is no edge",
        LineFaultKind.RepeatedHeader => "the line names the columns once more",
        LineFaultKind.BrokenQuotes => "a quoted column is not closed, or text follows it",
        LineFaultKind.RestOfQuotes => "the line goes on with a quoted cell of the line before",
        LineFaultKind.InvalidUtf8 => "the name is not UTF-8",
        LineFaultKind.EmptyName => "the name is empty",
        LineFaultKind.TabInName => "the name holds a tab, which ends a column in the exported text",
        LineFaultKind.LineBreakInName => "the name holds a line break, which ends a line in the exported text",
        LineFaultKind.ZeroInName => "the name holds a zero byte",
        LineFaultKind.BadWeight => "the weight is not a number",
        LineFaultKind.UnfitWeight => "the weight is negative, not finite, or too large for float32",
        _ => "none",
    };
}
