namespace BigGraphActors.Storage.Import;

/// <summary>How far an import is; sent at most every 100 ms, and once at the end of each stage.</summary>
public sealed record ImportProgress
{
    /// <summary>What is being done.</summary>
    public required ImportStage Stage { get; init; }

    /// <summary>The edge list being read, as the user named it, or the edge path being written.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of all edge lists read so far, compressed where they are.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Bytes of all edge lists; 0 when not known, as for pipes.</summary>
    public required long BytesTotal { get; init; }

    /// <summary>Edges done in this stage.</summary>
    public required long Edges { get; init; }

    /// <summary>Edges to be done in this stage; none while reading, when nobody knows.</summary>
    public required long? EdgesTotal { get; init; }

    /// <summary>Lines rejected so far.</summary>
    public required long Rejected { get; init; }

    /// <summary>Time since the import began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Time since this stage began; rate and remaining time follow from it.</summary>
    public required TimeSpan StageElapsed { get; init; }
}
