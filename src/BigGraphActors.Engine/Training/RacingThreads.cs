using BigGraphActors.Engine.Gradients;
using BigGraphActors.Engine.Model;
using BigGraphActors.Engine.Steps;
using BigGraphActors.Engine.Threads;
using BigGraphActors.Schema.Graph;
using BigGraphActors.Storage.Buffers;

namespace BigGraphActors.Engine.Training;

/// <summary>Threads that update the same tables without locks (HOGWILD).</summary>
/// <remarks>The first has a head start on new tables: see <see cref="HeadStart"/>.</remarks>
internal static class RacingThreads
{
    /// <summary>One thread's training.</summary>
    /// <param name="index">Number of the thread, from 0.</param>
    /// <param name="headStart">Is told how far the first thread is; none for the others.</param>
    /// <param name="ending">Ends training between two batches.</param>
    public delegate BatchStatistics Share(int index, HeadStart? headStart, CancellationToken ending);

    /// <summary>Runs all threads and adds what they counted.</summary>
    /// <param name="crew">The threads that do the work.</param>
    /// <param name="threads">Number of threads to use; at most the crew's.</param>
    /// <param name="headStart">Holds all but the first back.</param>
    /// <param name="share">The work of one thread; called once for each.</param>
    /// <param name="stop">Ends training between two batches.</param>
    public static BatchStatistics Run(
        IWorkerCrew crew, int threads, HeadStart headStart, Share share, CancellationToken stop)
    {
        var sums = new BatchStatistics[threads];
        crew.Run(
            threads,
            (index, ending) =>
            {
                if (index > 0)
                {
                    headStart.Wait(ending);
                }

                try
                {
                    sums[index] = share(index, index == 0 ? headStart : null, ending);
                }
                finally
                {
                    headStart.End();
                }
            },
            stop);
        return sums.Aggregate((left, right) => left + right);
    }
}

/// <summary>Lets the first thread train alone until most rows of new tables have had their first step.</summary>
/// <remarks>
/// The first step of a row is its largest: from a tiny random vector it goes the whole learning rate, and its Adagrad
/// sum takes up a gradient that no later one comes near. When two threads take that step for the same rows at once,
/// each blind to the other, the sums stay too large for good, and quality falls. PBG's workers are processes that start
/// one after the other, which has the same effect; its <c>hogwild_delay</c> was meant for it.
/// </remarks>
internal sealed class HeadStart : IDisposable
{
    private readonly ManualResetEventSlim _over;
    private readonly long _edges;
    private long _trained;

    private HeadStart(long edges)
    {
        _edges = edges;
        _over = new ManualResetEventSlim(edges == 0);
    }

    /// <summary>Measures how long the first thread trains alone.</summary>
    /// <param name="plan">Types and relations.</param>
    /// <param name="tables">
    /// The bucket's tables: as many edges as they have rows that never had a step, if most of their rows had none.
    /// </param>
    /// <param name="share">Edges of the first thread's own; the others wait no longer than for these.</param>
    public static HeadStart For(ModelPlan plan, BucketTables tables, long share = long.MaxValue)
    {
        HashSet<EmbeddingTable> distinct = new(ReferenceEqualityComparer.Instance);
        foreach (RelationType relation in plan.Relations)
        {
            distinct.Add(tables.TableOf(relation.Lhs, Side.Lhs));
            distinct.Add(tables.TableOf(relation.Rhs, Side.Rhs));
        }

        long rows = distinct.Sum(table => table.RowCount);
        long untouched = distinct.Sum(Untouched);
        return new HeadStart(untouched > rows / 2 ? Math.Min(untouched, share) : 0);
    }

    /// <summary>Counts edges of the first thread.</summary>
    public void Advance(int edges)
    {
        _trained += edges;
        if (_trained >= _edges)
        {
            End();
        }
    }

    /// <summary>Ends the head start: enough edges are trained, or the first thread has no more.</summary>
    public void End() => _over.Set();

    /// <summary>Holds another thread back until the head start is over.</summary>
    public void Wait(CancellationToken stop) => _over.Wait(stop);

    /// <inheritdoc/>
    public void Dispose() => _over.Dispose();

    private static long Untouched(EmbeddingTable table)
    {
        const int Piece = 1 << 20;
        long count = 0;
        for (long start = 0; start < table.RowCount; start += Piece)
        {
            int length = (int)Math.Min(Piece, table.RowCount - start);
            count += table.RowSums.AsSpan(start, length).Count(0f);
        }

        return count;
    }
}
