namespace BigGraphActors.Storage.Import;

/// <summary>Why a line is no edge.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Column">Where, from 0.</param>
internal readonly record struct LineFault(LineFaultKind Kind, int Column)
{
    /// <summary>The reason in words, for the report.</summary>
    public string Reason => Kind switch
    {
        LineFaultKind.MissingColumn => "the line has no such column",
        LineFaultKind.BrokenQuotes => "a quoted column is not closed on its line, or text follows it",
        LineFaultKind.InvalidUtf8 => "the name is not UTF-8",
        LineFaultKind.EmptyName => "the name is empty",
        LineFaultKind.TabInName => "the name holds a tab, which ends a column in the exported text",
        LineFaultKind.BadWeight => "the weight is not a number",
        LineFaultKind.UnfitWeight => "the weight is negative, not finite, or too large for float32",
        _ => "none",
    };
}
