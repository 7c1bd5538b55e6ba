using System.Diagnostics;

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

/// <summary>What an import is doing.</summary>
public enum ImportStage
{
    /// <summary>Reads edge lists; <see cref="ImportProgress.Edges"/> grows with the input.</summary>
    Reading,

    /// <summary>Numbers and writes names, and sorts edges into buckets.</summary>
    Numbering,

    /// <summary>Writes buckets; <see cref="ImportProgress.Edges"/> counts those written.</summary>
    Writing,
}

/// <summary>Passes progress on, but not more often than a person can read.</summary>
internal sealed class ProgressMeter(Action<ImportProgress>? observer, long bytesTotal)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _stageStart;
    private TimeSpan _next;
    private ImportStage _stage = ImportStage.Reading;

    /// <summary>Time since the import began.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Bytes of the edge lists that are already read to the end.</summary>
    public long BytesBefore { get; set; }

    /// <summary>The edge list or edge path in hand.</summary>
    public string File { get; set; } = "";

    /// <summary>Lines rejected so far.</summary>
    public long Rejected { get; set; }

    /// <summary>Begins the next stage.</summary>
    public void Enter(ImportStage stage)
    {
        _stage = stage;
        _stageStart = _clock.Elapsed;
        _next = TimeSpan.Zero;
    }

    /// <summary>Reports when the last report is old enough.</summary>
    /// <param name="bytesInFile">Bytes read of the file in hand.</param>
    /// <param name="edges">Edges done in this stage.</param>
    /// <param name="edgesTotal">Edges to do in this stage, where known.</param>
    public void Report(long bytesInFile, long edges, long? edgesTotal)
    {
        if (observer is not null && _clock.Elapsed >= _next)
        {
            Send(bytesInFile, edges, edgesTotal);
        }
    }

    /// <summary>Reports in any case: the end of a stage.</summary>
    public void Send(long bytesInFile, long edges, long? edgesTotal)
    {
        TimeSpan now = _clock.Elapsed;
        _next = now + Interval;
        observer?.Invoke(new ImportProgress
        {
            Stage = _stage,
            File = File,
            BytesRead = BytesBefore + bytesInFile,
            BytesTotal = bytesTotal,
            Edges = edges,
            EdgesTotal = edgesTotal,
            Rejected = Rejected,
            Elapsed = now,
            StageElapsed = now - _stageStart,
        });
    }
}
