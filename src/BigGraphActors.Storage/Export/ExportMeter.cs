using System.Diagnostics;
using BigGraphActors.Schema.Graph;

namespace BigGraphActors.Storage.Export;

/// <summary>Passes progress on, but not more often than a person can read, and stops when asked to.</summary>
internal sealed class ExportMeter(Action<ExportProgress>? observer, long entitiesTotal, CancellationToken stop)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next;
    private long _entities;

    /// <summary>Time since the export began.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Notes rows that were written.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Add(PartitionId partition, int rows)
    {
        stop.ThrowIfCancellationRequested();
        _entities += rows;
        if (observer is not null && (_clock.Elapsed >= _next || _entities == entitiesTotal))
        {
            _next = _clock.Elapsed + Interval;
            observer(new ExportProgress(
                partition.EntityType, partition.Index, _entities, entitiesTotal, _clock.Elapsed));
        }
    }
}
