namespace BigGraphActors.Storage.Import;

/// <summary>The ways in which a line fails to be an edge.</summary>
internal enum LineFaultKind
{
    /// <summary>The line is an edge.</summary>
    None,

    /// <summary>Fewer columns than the settings name.</summary>
    MissingColumn,

    /// <summary>RFC 4180 quotes that do not match.</summary>
    BrokenQuotes,

    /// <summary>Bytes that are no UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A name without a character.</summary>
    EmptyName,

    /// <summary>A name that would break the tab-separated export.</summary>
    TabInName,

    /// <summary>A weight that cannot be read.</summary>
    BadWeight,

    /// <summary>A weight that can be read and makes no sense.</summary>
    UnfitWeight,
}
