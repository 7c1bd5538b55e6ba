namespace BigGraphActors.Storage.Import;

/// <summary>The ways in which a line fails to be an edge.</summary>
internal enum LineFaultKind
{
    /// <summary>The line is an edge.</summary>
    None,

    /// <summary>Fewer columns than the settings name.</summary>
    MissingColumn,

    /// <summary>More columns than the other lines have.</summary>
    TooManyColumns,

    /// <summary>Fewer columns than the other lines have, where blanks part them.</summary>
    TooFewColumns,

    /// <summary>A first line of nothing but whole numbers that is not as wide as the others.</summary>
    SizeLine,

    /// <summary>The line of column names once more, as in files that were put together.</summary>
    RepeatedHeader,

    /// <summary>RFC 4180 quotes that do not match.</summary>
    BrokenQuotes,

    /// <summary>The end of a quoted cell that began on a line before, in a list whose quotes mean nothing.</summary>
    RestOfQuotes,

    /// <summary>Bytes that are no UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A name without a character.</summary>
    EmptyName,

    /// <summary>A name that would break the tab-separated export.</summary>
    TabInName,

    /// <summary>A name that would break every list of names.</summary>
    LineBreakInName,

    /// <summary>A name with a zero byte.</summary>
    ZeroInName,

    /// <summary>A weight that cannot be read.</summary>
    BadWeight,

    /// <summary>A weight that can be read and makes no sense.</summary>
    UnfitWeight,
}
