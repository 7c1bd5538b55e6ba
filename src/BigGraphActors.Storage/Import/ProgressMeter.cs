using System.Diagnostics;

namespace BigGraphActors.Storage.Import;

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
