namespace BigGraphActors.Storage.Import;

/// <summary>What became of the lines of one file, while it is read.</summary>
internal sealed class EdgeFileCounts
{
    /// <summary>All lines.</summary>
    public long Lines { get; set; }

    /// <summary>Lines that name the columns: 0 or 1.</summary>
    public long Headers { get; set; }

    /// <summary>Comment lines.</summary>
    public long Comments { get; set; }

    /// <summary>Comment lines behind the first edge, where a name may have been taken for a comment.</summary>
    public long CommentsAmongEdges { get; set; }

    /// <summary>Lines of blanks only.</summary>
    public long Blank { get; set; }

    /// <summary>Rejected lines.</summary>
    public long Rejected { get; set; }

    /// <summary>The first edge reads like the names of columns.</summary>
    public bool HasHeaderWords { get; set; }
}
