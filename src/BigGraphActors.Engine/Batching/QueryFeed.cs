using BigGraphActors.Schema.Settings;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Batching;

/// <summary>Hands out one thread's queries of one side, batch by batch.</summary>
/// <param name="slice">The slice; only read.</param>
/// <param name="groups">Its queries.</param>
/// <param name="share">Those of the thread.</param>
/// <param name="settings">How many edges a batch has, and how answers count.</param>
/// <param name="factors">A factor on the weight of each edge of the slice, or none.</param>
internal sealed class QueryFeed(
    EdgeSlice slice, QueryGroups groups, Range share, RunSettings settings, float[]? factors)
{
    private readonly int _end = share.End.Value;
    private int _next = share.Start.Value;

    /// <summary>The batch, valid until the next call of <see cref="Next"/>.</summary>
    public QueryBatch Batch { get; } = new(groups.Asked, settings.KnownLabels);

    /// <summary>Fills the batch with the next queries, until they stand for enough edges.</summary>
    /// <returns>Whether there were any left; if not, the batch is empty.</returns>
    public bool Next()
    {
        Batch.Clear();
        while (_next < _end && Batch.Edges < settings.BatchSize)
        {
            Batch.Add(slice, groups.EdgesOf(_next++), factors);
        }

        return Batch.Count > 0;
    }
}
