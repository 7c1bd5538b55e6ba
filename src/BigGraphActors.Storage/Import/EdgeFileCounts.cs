namespace BigGraphActors.Storage.Import;

/// <summary>What became of the lines of one file, while it is read.</summary>
internal sealed class EdgeFileCounts
{
    /// <summary>All lines.</summary>
    public long Lines { get; set; }

    /// <summary>Lines that name the columns, or give sizes: 0 or 1.</summary>
    public long Headers { get; set; }

    /// <summary>Comment lines.</summary>
    public long Comments { get; set; }

    /// <summary>Comment lines behind the first edge, where a name may have been taken for a comment.</summary>
    public long CommentsAmongEdges { get; set; }

    /// <summary>Lines of blanks only.</summary>
    public long Blank { get; set; }

    /// <summary>Lines that go on with a quoted cell of the line before.</summary>
    public long Continued { get; set; }

    /// <summary>Rejected lines that speak against the shape that the list was taken for.</summary>
    public long RejectedByShape { get; set; }

    /// <summary>Entries that a line of sizes names; none without such a line.</summary>
    public long? Entries { get; set; }

    /// <summary>The numbers of the first edge, where it has nothing else.</summary>
    public long[]? FirstSizes { get; set; }

    /// <summary>Rejected lines.</summary>
    public long Rejected { get; set; }

    /// <summary>The first rejected line and why, in words.</summary>
    public string? FirstRejection { get; set; }

    /// <summary>The first edge reads like the names of columns.</summary>
    public bool HasHeaderWords { get; set; }
}
